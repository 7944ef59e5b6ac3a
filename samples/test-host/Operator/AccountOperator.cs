using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Operator;

/// <summary>
/// Makes the service account <c>deployer</c> in each namespace with the label <c>example.com/deploys=true</c>, and issues tokens for it. Needs the verbs
/// <c>list namespaces</c>, <c>create serviceaccounts</c> and <c>create serviceaccounts/token</c>.
/// </summary>
public sealed class AccountOperator(IKubernetes client)
{
    private const string Account = "deployer";
    private const int MaxAttempts = 5;

    /// <summary>Makes the missing accounts.</summary>
    /// <returns>The namespaces with the account.</returns>
    public async Task<IReadOnlyList<string>> ReconcileAsync(CancellationToken cancellationToken = default)
    {
        var namespaces = await TryAsync(() =>
            client.CoreV1.ListNamespaceAsync(labelSelector: "example.com/deploys=true", cancellationToken: cancellationToken));
        foreach (var one in namespaces.Items)
        {
            try
            {
                var account = new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = Account } };
                await TryAsync(() => client.CoreV1.CreateNamespacedServiceAccountAsync(account, one.Name(), cancellationToken: cancellationToken));
            }
            catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
            {
                // It exists.
            }
        }

        return [.. namespaces.Items.Select(one => one.Name())];
    }

    /// <summary>Issues a token of the account for an audience.</summary>
    public async Task<string> IssueAsync(string @namespace, string audience, CancellationToken cancellationToken = default)
    {
        var request = new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = [audience], ExpirationSeconds = 600 } };
        var issued = await TryAsync(() =>
            client.CoreV1.CreateNamespacedServiceAccountTokenAsync(request, Account, @namespace, cancellationToken: cancellationToken));
        return issued.Status.Token;
    }

    /// <summary>Tries again after an error of the server.</summary>
    private static async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (HttpOperationException exception) when ((int)exception.Response.StatusCode >= 500 && attempt < MaxAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10 * Math.Pow(2, attempt)));
            }
        }
    }
}
