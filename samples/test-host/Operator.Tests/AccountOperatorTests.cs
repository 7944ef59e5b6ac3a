using System.Net;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Operator;
using Signet.TestHost;

namespace Operator.Tests;

/// <summary>Tests of the operator against a real API, as the administrator and as an account with RBAC.</summary>
public sealed class AccountOperatorTests : IAsyncLifetime
{
    private SignetTestServer _signet = null!;
    private Kubernetes _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _signet = await SignetTestServer.StartAsync();
        using var kubeconfig = new MemoryStream(Encoding.UTF8.GetBytes(_signet.Kubeconfig));
        _admin = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
        foreach (var (name, deploys) in new[] { ("shop", "true"), ("tools", "false") })
        {
            var labels = new Dictionary<string, string> { ["example.com/deploys"] = deploys };
            await _admin.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name, Labels = labels } });
        }

        _signet.Requests.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _signet.DisposeAsync();
    }

    [Fact]
    public async Task ReconcileAsync_LabelledNamespace_HasTheAccount()
    {
        var done = await new AccountOperator(_admin).ReconcileAsync();

        Assert.Equal(["shop"], done);
        Assert.Equal("deployer", (await _admin.CoreV1.ReadNamespacedServiceAccountAsync("deployer", "shop")).Name());
    }

    [Fact]
    public async Task ReconcileAsync_Twice_ChangesNothing()
    {
        var @operator = new AccountOperator(_admin);

        Assert.Equal(await @operator.ReconcileAsync(), await @operator.ReconcileAsync());
    }

    [Fact]
    public async Task ReconcileAsync_ServerErrors_TriesAgain()
    {
        using var fault = _signet.Faults.Fail(500, path: "*/serviceaccounts", times: 2);

        await new AccountOperator(_admin).ReconcileAsync();

        var posts = (await _signet.Requests.ReadAsync()).Where(request => request.Method == "POST").Select(request => request.Status);
        Assert.Equal([500, 500, 201], posts);
    }

    [Fact]
    public async Task IssueAsync_Audience_IsAcceptedByTheAudience()
    {
        var @operator = new AccountOperator(_admin);
        await @operator.ReconcileAsync();

        var token = await @operator.IssueAsync("shop", "registry");

        Assert.Equal("system:serviceaccount:shop:deployer", (await _signet.ReviewAsync(token, "registry")).UserName);
        _signet.Time.Advance(TimeSpan.FromMinutes(12)); // the server accepts it for a minute more, as Kubernetes does
        Assert.False((await _signet.ReviewAsync(token, "registry")).IsAuthenticated);
    }

    [Fact]
    public async Task ReconcileAsync_AsAnAccount_NeedsItsRole()
    {
        var account = await _signet.CreateAccountAsync("operator");
        using var client = await ClientOfAsync(account);
        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => new AccountOperator(client).ReconcileAsync());
        Assert.Equal(HttpStatusCode.Forbidden, refused.Response.StatusCode);

        await _admin.RbacAuthorizationV1.CreateClusterRoleAsync(new V1ClusterRole
        {
            Metadata = new V1ObjectMeta { Name = "account-operator" },
            Rules =
            [
                new V1PolicyRule { ApiGroups = [""], Resources = ["namespaces"], Verbs = ["list"] },
                new V1PolicyRule { ApiGroups = [""], Resources = ["serviceaccounts", "serviceaccounts/token"], Verbs = ["create"] },
            ],
        });
        await _admin.RbacAuthorizationV1.CreateClusterRoleBindingAsync(new V1ClusterRoleBinding
        {
            Metadata = new V1ObjectMeta { Name = "account-operator" },
            RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "account-operator" },
            Subjects = [new Rbacv1Subject { Kind = "ServiceAccount", Name = account.Name, NamespaceProperty = account.Namespace }],
        });

        Assert.Equal(["shop"], await new AccountOperator(client).ReconcileAsync());
        Assert.Contains(await _signet.Requests.ReadAsync(), request => request.UserName == account.UserName && request.Status == 201);
    }

    private async Task<Kubernetes> ClientOfAsync(TestAccount account) => new(new KubernetesClientConfiguration
    {
        Host = _signet.Address.AbsoluteUri,
        SslCaCerts = [_signet.CertificateAuthority],
        AccessToken = (await _signet.IssueAsync(account)).Value,
    });
}
