"""Reads, writes and deletes notes."""

import json
import os

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    method, path = event["requestContext"]["http"]["method"], event["rawPath"].strip("/")
    if method == "PUT":
        TABLE.put_item(Item={"id": path, "text": event.get("body", "")})
        return {"statusCode": 204}
    if method == "DELETE":
        TABLE.delete_item(Key={"id": path})
        return {"statusCode": 204}
    found = TABLE.get_item(Key={"id": path}).get("Item")
    return {"statusCode": 200 if found else 404, "body": json.dumps(found)}
