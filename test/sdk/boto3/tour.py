"""A tour of the services with boto3, unmodified. Prints one line a step; any exception ends it."""
import io
import json
import sys
import time
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint = sys.argv[1]
settings = {"endpoint_url": endpoint, "region_name": "us-east-1"}


def client(service, **more):
    return boto3.client(service, **settings, **more)


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"{code} was expected")


sts = client("sts")
assert sts.get_caller_identity()["Arn"] == "arn:aws:iam::000000000000:root"
print("sts")

iam = client("iam")
trust = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
role = iam.create_role(RoleName="boto", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
iam.attach_role_policy(
    RoleName="boto", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
)
refused("EntityAlreadyExists", iam.create_role, RoleName="boto", AssumeRolePolicyDocument=json.dumps(trust))
refused("MalformedPolicyDocument", iam.create_role, RoleName="bad", AssumeRolePolicyDocument="{")
assert iam.get_role(RoleName="boto")["Role"]["AssumeRolePolicyDocument"] == trust
print("iam")

s3 = client("s3", config=Config(s3={"addressing_style": "path"}, signature_version="s3v4"))
s3.create_bucket(Bucket="boto-bucket")
s3.put_object(Bucket="boto-bucket", Key="a/ü b.txt", Body=b"hello", Metadata={"k": "v"})
got = s3.get_object(Bucket="boto-bucket", Key="a/ü b.txt")
assert got["Body"].read() == b"hello" and got["Metadata"] == {"k": "v"}
s3.upload_fileobj(io.BytesIO(b"x" * 9_000_000), "boto-bucket", "large")
assert s3.head_object(Bucket="boto-bucket", Key="large")["ContentLength"] == 9_000_000
import urllib.request

url = s3.generate_presigned_url("get_object", Params={"Bucket": "boto-bucket", "Key": "a/ü b.txt"}, ExpiresIn=60)
assert urllib.request.urlopen(url).read() == b"hello"
try:
    urllib.request.urlopen(url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"))
    raise AssertionError("a changed presigned URL was served")
except urllib.error.HTTPError as error:
    assert error.code == 403
print("s3")

archive = io.BytesIO()
with zipfile.ZipFile(archive, "w") as zipped:
    zipped.writestr("app.py", "import json\ndef handler(event, context):\n    print('seen', event['n'])\n    return {'twice': event['n'] * 2}\n")
functions = client("lambda")
functions.create_function(
    FunctionName="twice", Runtime="python3.12", Role=role["Arn"], Handler="app.handler",
    Code={"ZipFile": archive.getvalue()},
)
answer = functions.invoke(FunctionName="twice", Payload=json.dumps({"n": 21}))
assert json.load(answer["Payload"]) == {"twice": 42}, answer
refused("ResourceNotFoundException", functions.invoke, FunctionName="none", Payload=b"{}")
print("lambda")

logs = client("logs")
for _ in range(50):
    events = logs.filter_log_events(logGroupName="/aws/lambda/twice", filterPattern="seen")["events"] if any(
        group["logGroupName"] == "/aws/lambda/twice" for group in logs.describe_log_groups()["logGroups"]
    ) else []
    if events:
        break
    time.sleep(0.1)
assert "seen 21" in events[0]["message"], events
print("logs")

ssm = client("ssm")
ssm.put_parameter(Name="/boto/a", Value="1", Type="String")
assert [p["Value"] for p in ssm.get_parameters_by_path(Path="/boto")["Parameters"]] == ["1"]
refused("ParameterAlreadyExists", ssm.put_parameter, Name="/boto/a", Value="2", Type="String")
print("ssm")

refused("NotImplemented", client("kms").create_key)
refused("NotImplemented", client("ec2").describe_vpcs)
refused("NotImplemented", client("cloudwatch").list_metrics)
print("refused by name")
