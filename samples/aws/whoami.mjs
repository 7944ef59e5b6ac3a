// Prints the AWS identity of the program for each line of its input. It holds no credential: the SDK exchanges the token in
// AWS_WEB_IDENTITY_TOKEN_FILE for credentials of AWS_ROLE_ARN, and reads the file again when these are about to expire.
import { createInterface } from 'node:readline';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const sts = new STSClient();
for await (const _ of createInterface({ input: process.stdin })) {
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand());
    console.log(Arn);
  } catch (error) {
    console.error(`${error.name}: ${error.message}`);
    process.exitCode = 1;
  }
}
