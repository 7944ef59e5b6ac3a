using Signet.Core.Access;
using Signet.Core.Tokens.Verification;
using Signet.Server.Authentication;
using Signet.Server.Files;

namespace Signet.Tests.Authentication;

/// <summary>Authentication by static tokens.</summary>
public sealed class StaticTokensTests
{
    private const string Own = "https://issuer.example.test";
    private static readonly StaticTokens Tokens = Create(Of("one", "ann"), Of("two", "ben"), Of("one", "cid"), Of("clé", "dan"));

    [Theory]
    [InlineData("two", "ben")]
    [InlineData("one", "cid")]
    [InlineData("clé", "dan")]
    [InlineData("ONE", null)]
    [InlineData("on", null)]
    [InlineData("one ", null)]
    [InlineData("", null)]
    public async Task Authenticate_TokenGivenTwice_LastUserIsUsed(string token, string? expected) =>
        Assert.Equal(expected, (await AuthenticateAsync(Tokens, token, [Own]))?.User.Name);

    [Fact]
    public async Task Authenticate_AnotherAudience_IsUnknown()
    {
        Assert.Null(await AuthenticateAsync(Tokens, "one", ["db"]));
        Assert.Equal([Own], (await AuthenticateAsync(Tokens, "one", ["db", Own]))!.Audiences);
    }

    [Fact]
    public async Task Authenticate_NoTokens_IsUnknown() => Assert.Null(await AuthenticateAsync(Create(), "", [Own]));

    [Theory]
    [InlineData(1, 2, 3, 4, true)]
    [InlineData(9, 2, 3, 4, false)]
    [InlineData(1, 9, 3, 4, false)]
    [InlineData(1, 2, 9, 4, false)]
    [InlineData(1, 2, 3, 9, false)]
    [InlineData(2, 1, 3, 4, false)]
    public void Equals_Hash_ComparesAllBits(ulong a, ulong b, ulong c, ulong d, bool expected) =>
        Assert.Equal(expected, new TokenHash(1, 2, 3, 4) == new TokenHash(a, b, c, d));

    private static StaticTokens Create(params StaticToken[] tokens) =>
        new(new FixedValue<StaticTokenTable>(new StaticTokenTable(tokens)), new FixedValue<IReadOnlyList<string>>([Own]));

    private static StaticToken Of(string token, string user) => new(token, new UserInfo { Name = user });

    private static async Task<TokenAuthentication.Authenticated?> AuthenticateAsync(StaticTokens tokens, string token, IReadOnlyList<string> audiences) =>
        await tokens.AuthenticateAsync(token, audiences, DateTimeOffset.UnixEpoch, default) as TokenAuthentication.Authenticated;
}
