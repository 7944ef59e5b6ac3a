using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Files;
using Signet.Server.Outbound;
using Signet.Testing;

namespace Signet.Tests.Outbound;

/// <summary>A change of the kubeconfig moves new requests to the new server, and no request is lost.</summary>
public sealed class WebhookClientTests
{
    private static readonly byte[] Review = Encoding.UTF8.GetBytes("{}");

    [Fact]
    public async Task Send_TargetChangedDuringARequest_RunningRequestUsesTheOldTargetAndTheNextTheNew()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var first = await HttpsServer.StartAsync(async http =>
        {
            asked.TrySetResult();
            await gate.Task;
            await http.Response.WriteAsync("{\"status\":{\"from\":\"first\"}}");
        });
        await using var second = await HttpsServer.StartAsync(http => http.Response.WriteAsync("{\"status\":{\"from\":\"second\"}}"));
        var targets = new ChangingTarget { Current = TargetOf(first) };
        using var client = new WebhookClient(targets, "v1", new FakeTimeProvider(), TestWebhook.Calls);
        var running = client.SendAsync(Review, TestContext.Current.CancellationToken);
        await asked.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        var generation = client.Generation;

        targets.Current = TargetOf(second);
        Assert.Equal("second", (await client.SendAsync(Review, TestContext.Current.CancellationToken)).GetProperty("from").GetString());
        Assert.NotEqual(generation, client.Generation);
        gate.SetResult();

        Assert.Equal("first", (await running).GetProperty("from").GetString());
    }

    [Fact]
    public async Task Send_ManyChangesUnderLoad_EveryRequestSucceeds()
    {
        await using var server = await HttpsServer.StartAsync(http => http.Response.WriteAsync("{\"status\":{}}"));
        var targets = new ChangingTarget { Current = TargetOf(server) };
        using var client = new WebhookClient(targets, "v1", new FakeTimeProvider(), TestWebhook.Calls);
        using var ended = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var answered = 0;
            for (; !ended.IsCancellationRequested; answered++)
            {
                await client.SendAsync(Review, CancellationToken.None);
            }

            return answered;
        })).ToArray();

        for (var i = 0; i < 50; i++)
        {
            targets.Current = TargetOf(server);
            await client.SendAsync(Review, CancellationToken.None);
        }

        await ended.CancelAsync();
        Assert.All(await Task.WhenAll(load), answered => Assert.NotEqual(0, answered));
        Assert.Equal(50, client.Generation);
    }

    private static KubeconfigTarget TargetOf(HttpsServer server) =>
        new(server.Address, new OutboundTls { CaCertificates = PemCertificates.Read(server.AuthorityPem) }, "", null);

    private sealed class ChangingTarget : IValueSource<KubeconfigTarget>
    {
        private volatile KubeconfigTarget _current = null!;

        public KubeconfigTarget Current
        {
            get => _current;
            set => _current = value;
        }
    }
}
