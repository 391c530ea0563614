import { AwsError } from "../aws/aws-error.ts";
import { loadModel } from "../aws/model.ts";
import { validateInput } from "../aws/validate.ts";

export type Input = Readonly<Record<string, unknown>>;

/** Whether an operation fails: its error, or undefined. */
export type Fault = (operation: string, input: Input) => AwsError | undefined;

/** Stands for the other services: keeps what is made by kind and name, and answers the members that deploy reads. */
export class FakeCloud {
  /** `iam:CreateRole {"RoleName":…}`, in the order of the calls. */
  readonly calls: { readonly operation: string; readonly input: Input }[] = [];
  readonly things: Map<string, Input>;
  readonly parameters: Map<string, string>;
  readonly objects = new Map<string, string>();
  fault: Fault = () => undefined;
  /** Runs inside each call, for tests that act in the middle of an operation. */
  during: (operation: string) => void | Promise<void> = () => {};
  #count = 0;

  /** @param before What there is already, shared with it: another process sees the same services. */
  constructor(before?: FakeCloud) {
    this.things = before?.things ?? new Map();
    this.parameters = before?.parameters ?? new Map();
  }

  async call(service: string, operation: string, input: Input): Promise<object> {
    const name = `${service}:${operation}`;
    refuseInvalid(service, operation, input);
    this.calls.push({ operation: name, input });
    await this.during(name);
    const error = this.fault(name, input);
    if (error) throw error;
    return this.#answer(name, input);
  }

  /** Names of the operations called, reads left out. */
  operations(): string[] {
    return this.calls.map((entry) => entry.operation).filter((name) => !/:(Get|List|Describe)/.test(name));
  }

  #answer(name: string, input: Input): object {
    switch (name) {
      case "iam:CreateRole":
      case "iam:GetRole": {
        const role = input["RoleName"] as string;
        if (name === "iam:CreateRole") this.#make("role", role, input);
        return { Role: { RoleName: role, Arn: `arn:aws:iam::000000000000:role/${role}`, RoleId: "AROA1" } };
      }
      case "iam:DeleteRole":
        return this.#remove("role", input["RoleName"] as string);
      case "logs:CreateLogGroup":
        return this.#make("log-group", input["logGroupName"] as string, input);
      case "logs:DeleteLogGroup":
        return this.#remove("log-group", input["logGroupName"] as string);
      case "ssm:PutParameter":
        if (!input["Overwrite"]) this.#make("parameter", input["Name"] as string, input);
        this.parameters.set(input["Name"] as string, input["Value"] as string);
        return {};
      case "ssm:GetParameter":
        return { Parameter: { Type: "String", Value: this.#parameter(input["Name"] as string) } };
      case "ssm:DeleteParameter":
        this.parameters.delete(input["Name"] as string);
        return this.#remove("parameter", input["Name"] as string);
      case "iam:CreateAccessKey":
        return {
          AccessKey: {
            AccessKeyId: `AKIAIOSFODNN7EXAMPLE${++this.#count}`,
            SecretAccessKey: "wJalrXUtnFEMI/K7MDENG/SECRET",
          },
        };
      case "s3:GetObject": {
        const text = this.objects.get(`${input["Bucket"]}/${input["Key"]}`);
        if (text === undefined) throw new AwsError("NoSuchKey", "The specified key does not exist.");
        return { Body: Buffer.from(text) };
      }
      default:
        return this.#answerPlainly(name, input);
    }
  }

  /** Answers of operations that give a new id or name. */
  #answerPlainly(name: string, input: Input): object {
    const id = `id${this.#count}`;
    const arn = `arn:aws:iam::000000000000:thing/${id}`;
    const answers: Readonly<Record<string, () => object>> = {
      "iam:CreateUser": () => ({ User: { UserName: input["UserName"], Arn: arn } }),
      "iam:GetUser": () => ({ User: { UserName: input["UserName"], Arn: arn } }),
      "iam:CreateGroup": () => ({ Group: { GroupName: input["GroupName"], Arn: arn } }),
      "iam:GetGroup": () => ({ Group: { GroupName: input["GroupName"], Arn: arn } }),
      "iam:CreatePolicy": () => ({
        Policy: { Arn: `arn:aws:iam::000000000000:policy/${String(input["PolicyName"])}`, PolicyId: "ANPA1" },
      }),
      "iam:GetPolicy": () => ({ Policy: { Arn: input["PolicyArn"], PolicyId: "ANPA1" } }),
      "iam:CreateInstanceProfile": () => ({
        InstanceProfile: { InstanceProfileName: input["InstanceProfileName"], Arn: arn },
      }),
      "iam:GetInstanceProfile": () => ({
        InstanceProfile: { InstanceProfileName: input["InstanceProfileName"], Arn: arn },
      }),
      "iam:CreateOpenIDConnectProvider": () => ({ OpenIDConnectProviderArn: arn }),
      "iam:CreateSAMLProvider": () => ({ SAMLProviderArn: arn }),
      ...organizationAnswers(input),
      "lambda:CreateFunction": () => ({ FunctionName: input["FunctionName"] }),
      "lambda:GetFunctionConfiguration": () => ({
        FunctionArn: functionArn(input),
        State: "Active",
        LastUpdateStatus: "Successful",
      }),
      "lambda:PublishVersion": () => ({
        FunctionArn: `${functionArn(input)}:${++this.#count}`,
        Version: String(this.#count),
      }),
      "lambda:CreateAlias": () => ({ AliasArn: `${functionArn(input)}:${String(input["Name"])}` }),
      "lambda:PublishLayerVersion": () => ({
        LayerVersionArn: `arn:aws:lambda:us-east-1:000000000000:layer:${String(input["LayerName"])}:${++this.#count}`,
      }),
      "apigateway:GetRestApi": () => ({ id: input["restApiId"], rootResourceId: "root" }),
      "apigateway:GetStage": () => ({ deploymentId: "other" }),
    };
    const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
    if (answer) return answer();
    if (!/^apigateway:(Create|Import)/.test(name)) return {};
    this.#count++;
    return { id: `id${this.#count}` };
  }

  #parameter(name: string): string {
    const value = this.parameters.get(name);
    if (value === undefined) throw new AwsError("ParameterNotFound", `Parameter ${name} not found`);
    return value;
  }

  #make(kind: string, name: string, input: Input): object {
    if (this.things.has(`${kind} ${name}`))
      throw new AwsError("AlreadyExists", `${kind} ${name} already exists`);
    this.things.set(`${kind} ${name}`, input);
    return {};
  }

  #remove(kind: string, name: string): object {
    if (!this.things.delete(`${kind} ${name}`))
      throw new AwsError("NoSuchEntity", `${kind} ${name} does not exist`);
    return {};
  }
}

const functionArn = (input: Input): string =>
  `arn:aws:lambda:us-east-1:000000000000:function:${String(input["FunctionName"])}`;

/** Holds every call to AWS's model of the operation: members that it does not have, and values that it does not allow. */
function refuseInvalid(service: string, operation: string, input: Input): void {
  const model = loadModel(service);
  const known = model.operations.get(operation);
  if (!known) throw new AwsError("InvalidCall", `${service} has no operation ${operation}`);
  const members = Object.keys(known.input.getMemberSchemas());
  for (const name of Object.keys(input)) {
    if (!members.includes(name))
      throw new AwsError("InvalidCall", `${service}:${operation} has no member ${name}`);
  }
  try {
    validateInput(model, operation, input);
  } catch (error) {
    throw new AwsError("InvalidCall", `${service}:${operation}: ${(error as Error).message}`);
  }
}

/** An organization whose every account, unit and policy is the same one. */
function organizationAnswers(input: Input): Readonly<Record<string, () => object>> {
  const arn = "arn:aws:organizations::000000000000:thing/o-a1b2c3d4e5/x";
  const unit = () => ({ OrganizationalUnit: { Id: "ou-ab12-11111111", Arn: arn, Name: input["Name"] } });
  const policy = () => ({ Policy: { PolicySummary: { Id: "p-11111111", Arn: arn, AwsManaged: false } } });
  const joined = { JoinedMethod: "CREATED", JoinedTimestamp: new Date(0) };
  return {
    "organizations:CreateOrganizationalUnit": unit,
    "organizations:UpdateOrganizationalUnit": unit,
    "organizations:CreatePolicy": policy,
    "organizations:UpdatePolicy": policy,
    "organizations:CreateAccount": () => ({
      CreateAccountStatus: { Id: "car-11111111", State: "IN_PROGRESS" },
    }),
    "organizations:DescribeCreateAccountStatus": () => ({
      CreateAccountStatus: { State: "SUCCEEDED", AccountId: "111122223333" },
    }),
    "organizations:ListParents": () => ({ Parents: [{ Id: "r-ab12", Type: "ROOT" }] }),
    "organizations:DescribeAccount": () => ({
      Account: { Id: input["AccountId"], Arn: arn, ...joined, State: "ACTIVE", Status: "ACTIVE" },
    }),
  };
}
