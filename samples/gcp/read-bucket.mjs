// Reads a bucket of Cloud Storage and prints the answer. The program holds no credential: the library finds the credential configuration by
// GOOGLE_APPLICATION_CREDENTIALS and exchanges the token in the file that it names. Usage: node read-bucket.mjs URL
import { GoogleAuth } from 'google-auth-library';

const auth = new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/devstorage.read_only' });
try {
  const { data } = await auth.request({ url: process.argv[2] });
  console.log(JSON.stringify(data));
} catch (error) {
  console.error(error.response ? JSON.stringify(error.response.data) : error);
  process.exitCode = 1;
}
