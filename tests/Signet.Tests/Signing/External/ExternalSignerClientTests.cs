using System.Text;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;
using Signet.Testing;

namespace Signet.Tests.Signing.External;

/// <summary>The client with a server of gRPC's own library: many calls at once, large messages, lost connections.</summary>
public sealed class ExternalSignerClientTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private FaultySigner _signer = null!;
    private ExternalSignerClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _signer = await FaultySigner.StartAsync(_folder.File("s"));
        _client = new ExternalSignerClient(SignerAddress.TryParse(_signer.Path)!, TimeProvider.System);
        _signer.Sign = (request, _) => Task.FromResult(new SignJWTResponse { Header = request.Claims, Signature = $"{request.Claims.Length}" });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _signer.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>More calls than the server allows at once, of all sizes: each gets its own answer.</summary>
    [Fact]
    public async Task Sign_ManyCallsAtOnce_EachGetsItsOwnAnswer()
    {
        var random = new Random(11);
        var claims = Enumerable.Range(0, 1000)
            .Select(i => new string((char)('a' + (i % 26)), i % 50 == 0 ? random.Next(60_000, 300_000) : random.Next(1, 3000)))
            .ToList();

        var answers = await Task.WhenAll(claims.Select(SignAsync));

        Assert.Equal(claims, answers.Select(answer => Encoding.ASCII.GetString(answer.Header.Span)));
        Assert.Equal(claims.Select(one => $"{one.Length}"), answers.Select(answer => Encoding.ASCII.GetString(answer.Signature.Span)));
    }

    [Fact]
    public async Task Fetch_LargeAnswer_IsRead()
    {
        var key = FaultySigner.KeyOf(_signer.Signer);
        _signer.Keys = () => FaultySigner.AnswerOf([.. Enumerable.Range(0, 10_000).Select(i => FaultySigner.KeyOf(_signer.Signer, $"{key.KeyId}-{i}"))]);

        var answer = await _client.FetchKeysAsync(Patience.Limit, Cancellation);

        Assert.Equal(10_000, answer.Keys.Count);
        Assert.Equal("first-9999", answer.Keys[^1].KeyId);
    }

    /// <summary>A server that stops aborts its calls; calls after its restart succeed.</summary>
    [Fact]
    public async Task Sign_ServerRestartsUnderLoad_CallsGoOn()
    {
        using var end = new CancellationTokenSource();
        var succeeded = 0;
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    try
                    {
                        await SignAsync("claims");
                        Interlocked.Increment(ref succeeded);
                    }
                    catch (ExternalSignerException)
                    {
                        await Task.Yield();
                    }
                }
            },
            Cancellation)).ToList();
        for (var i = 0; i < 5; i++)
        {
            var until = Volatile.Read(ref succeeded) + 100;
            await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref succeeded) >= until), "calls succeed");
            var sign = _signer.Sign;
            await _signer.DisposeAsync();
            _signer = await FaultySigner.StartAsync(_signer.Path);
            _signer.Sign = sign;
        }

        var last = Volatile.Read(ref succeeded) + 100;
        await Patience.UntilAsync(() => Task.FromResult(Volatile.Read(ref succeeded) >= last), "calls succeed after the last restart");
        await end.CancelAsync();
        await Task.WhenAll(load);
    }

    private Task<SignAnswer> SignAsync(string claims) => _client.SignAsync(Encoding.ASCII.GetBytes(claims), Patience.Limit, Cancellation).AsTask();
}
