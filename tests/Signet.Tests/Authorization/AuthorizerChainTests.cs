using Signet.Core.Access;
using Signet.Server.Authorization;

namespace Signet.Tests.Authorization;

/// <summary>How the chain combines the decisions of its authorizers.</summary>
public sealed class AuthorizerChainTests
{
    private static readonly RequestAttributes Request = new()
    {
        User = new UserInfo { Name = "erin" },
        Verb = "get",
        IsResourceRequest = false,
        Path = "/version",
        ApiGroup = "",
        ApiVersion = "",
        Resource = "",
        Subresource = "",
        Namespace = "",
        Name = "",
    };

    private enum Says
    {
        Nothing,
        No,
        Unsure,
        Broken,
        Allow,
        AllowInDoubt,
        Deny,
        DenyInDoubt,
    }

    [Theory]
    [InlineData("", "NoOpinion||")]
    [InlineData("Nothing", "NoOpinion||")]
    [InlineData("No,Nothing,Unsure", "NoOpinion|no\nunsure|doubt")]
    [InlineData("Broken", "NoOpinion||broken")]
    [InlineData("Broken,No", "NoOpinion|no|broken")]
    [InlineData("No,Broken,Unsure", "NoOpinion|no\nunsure|[broken, doubt]")]
    [InlineData("Broken,Broken", "NoOpinion||broken")]
    [InlineData("Broken,Allow", "Allow|yes|")]
    [InlineData("Broken,Deny,Allow", "Deny|never|")]
    [InlineData("Broken,DenyInDoubt,Allow", "Deny|never|doubt")]
    [InlineData("No,AllowInDoubt,Broken", "Allow|yes|doubt")]
    public async Task Authorize_ReasonsAndErrors_AreJoinedUntilOneDecides(string said, string expected)
    {
        var answers = said.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<Says>).ToArray();

        // All combinations of synchronous and asynchronous authorizers.
        for (var late = 0; late < 1 << answers.Length; late++)
        {
            var chain = new AuthorizerChain([.. answers.Select((answer, at) => new Fixed(answer, (late & (1 << at)) != 0))]);

            var decision = await chain.AuthorizeAsync(Request, default);

            Assert.Equal(expected, $"{decision.Verdict}|{decision.Reason}|{decision.Error}");
        }
    }

    [Fact]
    public void Authorize_WithoutErrors_AllocatesNothing()
    {
        var chain = new AuthorizerChain([new PrivilegedGroup(), new Fixed(Says.Nothing, false), new Fixed(Says.No, false), new Fixed(Says.Allow, false)]);

        Assert.Equal(0, AllocationMeter.Measure(() => AllocationMeter.End(chain.AuthorizeAsync(Request, default))));
    }

    private sealed class Fixed(Says answer, bool isLate) : IAuthorizer
    {
        private readonly AuthorizationDecision _decision = answer switch
        {
            Says.No => new(AuthorizationVerdict.NoOpinion, "no"),
            Says.Unsure => new(AuthorizationVerdict.NoOpinion, "unsure", "doubt"),
            Says.Broken => new(AuthorizationVerdict.NoOpinion, null, "broken"),
            Says.Allow => new(AuthorizationVerdict.Allow, "yes"),
            Says.AllowInDoubt => new(AuthorizationVerdict.Allow, "yes", "doubt"),
            Says.Deny => new(AuthorizationVerdict.Deny, "never"),
            Says.DenyInDoubt => new(AuthorizationVerdict.Deny, "never", "doubt"),
            _ => default,
        };

        public ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken) =>
            isLate ? LaterAsync() : new(_decision);

        private async ValueTask<AuthorizationDecision> LaterAsync()
        {
            await Task.Yield();
            return _decision;
        }
    }
}
