using System.Net.Security;
using System.Text;
using Signet.Testing;

namespace Signet.Tests.Serving;

/// <summary><c>--request-timeout</c> in a real server: a client that does not send its body is disconnected.</summary>
public sealed class RequestTimeoutTests
{
    [Fact]
    public async Task Serve_BodyThatIsNotSent_Is504AndTheLogNamesTheRequest()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("tokens"), "t,admin,1,system:masters\n");
        await using var server = await SignetProcess.ServeAsync(
            folder.File("data"), "--signing-algorithm", "ES256", "--request-timeout", "1s", "--token-auth-file", folder.File("tokens"));
        await using var connection = await server.ConnectAsync(SslApplicationProtocol.Http11);

        await connection.WriteAsync(Encoding.ASCII.GetBytes(
            "POST /api/v1/namespaces/default/serviceaccounts HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nAudit-Id: slow\r\n" +
            "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"));

        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (!answer.ToString().Contains("\"code\":504}", StringComparison.Ordinal))
        {
            var count = await connection.ReadAsync(buffer).AsTask().WaitAsync(Patience.Limit);
            Assert.True(count > 0, $"the server closed after {answer}");
            answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        Assert.StartsWith("HTTP/1.1 504 ", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains("request did not complete within requested timeout - context deadline exceeded\"", answer.ToString(), StringComparison.Ordinal);
        await server.UntilSaysAsync("create /api/v1/namespaces/default/serviceaccounts exceeded its time limit of 1 s (audit id slow)");
    }
}
