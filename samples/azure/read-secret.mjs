// Reads a secret of Key Vault and prints the answer. The program holds no credential: the library sends the token in AZURE_FEDERATED_TOKEN_FILE to
// Entra for the application AZURE_CLIENT_ID of the tenant AZURE_TENANT_ID. Usage: node read-secret.mjs URL
import { WorkloadIdentityCredential } from '@azure/identity';

// Only clouds of their own need the option: the authority is the one of AZURE_AUTHORITY_HOST without asking Microsoft about it.
const credential = new WorkloadIdentityCredential({ disableInstanceDiscovery: process.env.AZURE_AUTHORITY_HOST !== undefined });
try {
  const { token } = await credential.getToken('https://vault.azure.net/.default');
  const response = await fetch(process.argv[2], { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok) {
    throw new Error(`${response.status} ${await response.text()}`);
  }

  console.log(await response.text());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
