# An API whose one method a Lambda authorizer guards, as a Terraform user writes it.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }
variable "code" { type = string }

provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
  skip_region_validation  = true
  endpoints {
    apigateway = var.endpoint
    iam        = var.endpoint
    lambda     = var.endpoint
    sts        = var.endpoint
  }
}

resource "aws_iam_role" "function" {
  name = "tf-authorizer"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_function" "authorizer" {
  function_name    = "tf-authorizer"
  role             = aws_iam_role.function.arn
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  filename         = var.code
  source_code_hash = filebase64sha256(var.code)
}

resource "aws_lambda_permission" "authorizer" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.authorizer.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.api.execution_arn}/authorizers/${aws_api_gateway_authorizer.gate.id}"
}

resource "aws_api_gateway_rest_api" "api" {
  name = "tf-guarded"
  endpoint_configuration { types = ["REGIONAL"] }
}

resource "aws_api_gateway_rest_api_policy" "api" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "${aws_api_gateway_rest_api.api.execution_arn}/*"
      Condition = { StringEquals = { "aws:UserAgent" = "banned" } }
    }]
  })
}

resource "aws_api_gateway_authorizer" "gate" {
  name                             = "gate"
  rest_api_id                      = aws_api_gateway_rest_api.api.id
  authorizer_uri                   = aws_lambda_function.authorizer.invoke_arn
  type                             = "REQUEST"
  identity_source                  = "method.request.header.X-Who"
  authorizer_result_ttl_in_seconds = 600
}

resource "aws_api_gateway_method" "root" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_rest_api.api.root_resource_id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = aws_api_gateway_authorizer.gate.id
}

resource "aws_api_gateway_integration" "root" {
  rest_api_id       = aws_api_gateway_rest_api.api.id
  resource_id       = aws_api_gateway_rest_api.api.root_resource_id
  http_method       = aws_api_gateway_method.root.http_method
  type              = "MOCK"
  request_templates = { "application/json" = "{\"statusCode\": 200}" }
}

resource "aws_api_gateway_method_response" "root" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  resource_id = aws_api_gateway_rest_api.api.root_resource_id
  http_method = aws_api_gateway_method.root.http_method
  status_code = "200"
}

resource "aws_api_gateway_integration_response" "root" {
  rest_api_id        = aws_api_gateway_rest_api.api.id
  resource_id        = aws_api_gateway_rest_api.api.root_resource_id
  http_method        = aws_api_gateway_method.root.http_method
  status_code        = aws_api_gateway_method_response.root.status_code
  response_templates = { "application/json" = "$context.authorizer.principalId" }
  depends_on         = [aws_api_gateway_integration.root]
}

resource "aws_api_gateway_deployment" "api" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  depends_on = [
    aws_api_gateway_integration_response.root,
    aws_api_gateway_rest_api_policy.api,
  ]
  lifecycle { create_before_destroy = true }
}

resource "aws_api_gateway_stage" "live" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  deployment_id = aws_api_gateway_deployment.api.id
  stage_name    = "live"
}

output "api_id" { value = aws_api_gateway_rest_api.api.id }
