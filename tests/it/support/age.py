"""The age program as far as sa-infra calls it, by the library of rage. `keygen FILE` writes an identity and prints its recipient."""

import sys

import pyrage


def main(arguments):
    if arguments[0] == "keygen":
        identity = pyrage.x25519.Identity.generate()
        with open(arguments[1], "w", encoding="utf-8") as file:
            file.write(f"# made for a test\n{identity}\n")
        print(identity.to_public())
        return
    data = sys.stdin.buffer.read()
    if arguments[0] == "--encrypt":
        given = [pyrage.x25519.Recipient.from_str(text) for text in arguments[2::2]]
        done = pyrage.encrypt(data, given)
    else:
        with open(arguments[2], encoding="utf-8") as file:
            lines = [line for line in file.read().split("\n") if line.startswith("AGE-SECRET-KEY-")]
        done = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(line) for line in lines])
    sys.stdout.buffer.write(done)


try:
    main(sys.argv[1:])
except Exception as error:
    sys.exit(f"age: error: {error}")
