import type { DocumentedRule } from "./documented-rule.ts";
import { BODY, HEADER, QUERY_STRING, URI_PATH } from "./parts.ts";
import { signatureRules } from "./rule-builders.ts";
import { SIGNATURES } from "./signatures.ts";

/** AWSManagedRulesAdminProtectionRuleSet. */
export const ADMIN_PROTECTION_RULES: readonly DocumentedRule[] = signatureRules(
  {
    prefix: "AdminProtection",
    attack: "Reaches pages of administration from outside.",
    stops: "phpmyadmin/index.php",
    allows: "administrative-law/badminton",
  },
  SIGNATURES.admin,
  [[URI_PATH, "AdminProtection_URIPath"]],
);

/** AWSManagedRulesPHPRuleSet. */
export const PHP_RULES: readonly DocumentedRule[] = signatureRules(
  {
    prefix: "PHPHighRiskMethodsVariables",
    attack: "Has PHP run code, or read what it should not.",
    stops: "<?php system($_GET['c']); ?>",
    allows: "the system (exec) included $5",
  },
  SIGNATURES.php,
  [
    [HEADER, "PHPHighRiskMethodsVariables_Header"],
    [QUERY_STRING, "PHPHighRiskMethodsVariables_QueryString"],
    [BODY, "PHPHighRiskMethodsVariables_Body"],
  ],
);

/** AWSManagedRulesWordPressRuleSet. */
export const WORDPRESS_RULES: readonly DocumentedRule[] = [
  ...signatureRules(
    {
      prefix: "WordPressExploitableCommands",
      attack: "Calls commands of WordPress and its plugins that have been holes.",
      stops: "do-reset-wordpress",
      allows: "how to reset wordpress",
    },
    SIGNATURES.wordpressCommand,
    [[QUERY_STRING, "WordPressExploitableCommands_QUERYSTRING"]],
  ),
  ...signatureRules(
    {
      prefix: "WordPressExploitablePaths",
      attack: "Asks for files of WordPress that have been holes.",
      stops: "blog/xmlrpc.php",
      allows: "wp-content/uploads/2024/photo.jpg",
    },
    SIGNATURES.wordpressPath,
    [[URI_PATH, "WordPressExploitablePaths_URIPATH"]],
  ),
];
