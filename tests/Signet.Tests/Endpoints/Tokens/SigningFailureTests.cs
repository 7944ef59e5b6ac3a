using Signet.Core.Signing;
using Signet.Server.Endpoints.Tokens;
using Signet.Server.Http.Targets;
using Signet.Tests.Authentication;

namespace Signet.Tests.Endpoints.Tokens;

/// <summary>Log and answer of a token that could not be signed.</summary>
public sealed class SigningFailureTests
{
    private static readonly RequestInfo Info = RequestInfoReader.Read("POST", RequestTarget.Read("/api/v1/namespaces/ns/serviceaccounts/builder/token"));
    private readonly CollectedLog _log = new();

    [Fact]
    public void Report_Failed_LogsTheAccountAndTheAuditId()
    {
        var error = SigningFailure.Report(new SigningFailedException("why"), Info, "audit-1", _log);

        Assert.Equal(500, error.Code);
        Assert.Equal([(4240, "A token of service account ns/builder could not be signed (audit id audit-1)")], _log.Entries);
        Assert.DoesNotContain("why", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.2, 1)]
    [InlineData(30, 30)]
    public void Report_Unavailable_LogsTheCauseAndAnswersWithRetryAfter(double after, int told)
    {
        var error = SigningFailure.Report(new SigningFailedException("why") { RetryAfter = TimeSpan.FromSeconds(after) }, Info, "audit-1", _log);

        Assert.Equal((503, told), (error.Code, error.Details!.RetryAfterSeconds));
        Assert.Equal(
            [(4241, "A token of service account ns/builder was not signed because the signer is not available: why (audit id audit-1)")], _log.Entries);
        Assert.DoesNotContain("why", error.Message, StringComparison.Ordinal);
    }
}
