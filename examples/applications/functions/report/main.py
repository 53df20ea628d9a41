"""Reads where the database is, and reports it."""

import json
import os

import boto3


def handler(event, context):
    secret = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SECRET"])
    place = json.loads(secret["SecretString"])
    return {"host": place["host"], "engine": place["engine"]}
