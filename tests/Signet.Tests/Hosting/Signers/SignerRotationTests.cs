using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Hosting;
using Signet.Server.Hosting.Options;
using Signet.Testing;

namespace Signet.Tests.Hosting.Signers;

/// <summary>A signer whose managed keys rotate, and a server that uses it, by one clock.</summary>
public sealed class SignerRotationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddSeconds(1_800_000_000));

    public void Dispose() => _folder.Dispose();

    /// <summary>Tokens of former keys are reviewed until they expire, those of new keys at once; nothing is refused.</summary>
    [Fact]
    public async Task Rotate_WhileIssuingAndReviewing_NothingIsRefused()
    {
        await using var stage = await SignerStage.StartAsync(_folder, _time, options => options with
        {
            Keys = options.Keys with { RotationInterval = TimeSpan.FromHours(3), PublicationLead = TimeSpan.FromMinutes(70) },
            Tokens = options.Tokens with { MaxLifetime = TimeSpan.FromHours(2) },
        });
        var options = new ServerOptions
        {
            Keys = new KeyOptions { SigningEndpoint = _folder.File("signer.sock") },
            Tokens = new TokenOptions { MaxLifetime = TimeSpan.FromHours(1) },
        };
        await using var server = await new SignetServerBuilder(options) { Time = _time }.StartAsync(TestContext.Current.CancellationToken);
        using var admin = new ApiClient(ClientOf(server));
        await admin.UntilDefaultAccountAsync();
        var issued = new ConcurrentQueue<(string Token, DateTimeOffset At)>();
        var keyIds = new HashSet<string>(StringComparer.Ordinal);
        for (var step = 0; step < 90; step++)
        {
            var now = _time.GetUtcNow();
            var token = await admin.IssueAsync("default");
            keyIds.Add(token.Split('.')[0]);
            issued.Enqueue((token, now));
            while (issued.TryPeek(out var oldest) && now - oldest.At > TimeSpan.FromMinutes(55))
            {
                issued.TryDequeue(out _);
            }

            // The youngest and the oldest valid token.
            foreach (var one in (string[])[token, issued.First().Token])
            {
                var status = await admin.ReviewAsync(one);
                Assert.True((bool?)status["authenticated"] == true, $"step {step}: {status.ToJsonString()}");
            }

            var until = now + TimeSpan.FromMinutes(7);
            await Patience.UntilAsync(
                () =>
                {
                    _time.Advance(TimeSpan.FromSeconds(35));
                    return Task.FromResult(_time.GetUtcNow() >= until);
                },
                "seven minutes have passed");
        }

        Assert.True(keyIds.Count >= 3, $"{keyIds.Count} keys have signed");
    }

    private static HttpClient ClientOf(SignetServer server)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null;
        handler.SslOptions.ClientCertificates = [server.AdministratorCertificate];
        return new HttpClient(handler) { BaseAddress = server.Address, DefaultRequestVersion = HttpVersion.Version20 };
    }
}
