using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Succession;
using Signet.Signing.Local;
using static Signet.Tests.Signing.Succession.GivenTestKeys;

namespace Signet.Tests.Signing.Succession;

/// <summary>When the key of a file signs, and how long former ones are kept, in each phase and after restarts in each phase.</summary>
public sealed class KeySuccessionTests
{
    private static readonly TimeSpan Lead = Policy.PublicationLead;
    private readonly HashSet<string> _memory = [];
    private IReadOnlyList<ManagedKey> _keys = [];
    private DateTimeOffset _now = Start;
    private KeyActivation _activation = KeyActivation.Published;
    private GivenKeys _last = Given(A);

    [Fact]
    public void FirstStart_KeyOfTheFile_SignsWithoutLimits()
    {
        Give(Given(A, B));

        Assert.Equal("A:Current B:Next", States());
        Assert.Equal((DateTimeOffset.MinValue, DateTimeOffset.MinValue), (Key(A).PublishedFrom!.Value, Key(A).SignsFrom!.Value));
        Assert.Null(Key(B).SignsFrom);
    }

    [Fact]
    public void NewFile_WhileTheServerRuns_SignsExactlyAfterTheLead()
    {
        Give(Given(A));
        Pass(TimeSpan.FromDays(3));
        Give(Given(B));

        Assert.Equal("A:Current B:Next", States());
        Pass(Lead - TimeSpan.FromSeconds(1));
        Assert.Equal("A:Current B:Next", States());
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("A:Previous B:Current", States());
        Assert.False(Key(B).IsActivationForced);
        Pass(Policy.MaxLifetime + TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(1));
        Assert.Equal("A:Previous B:Current", States());
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("A:Retired B:Current", States());
        Pass(TimeSpan.FromDays(31));
        Assert.Equal("B:Current", States());
    }

    [Fact]
    public void Restart_DuringTheWindow_TheOnlyPrivateKeySignsAndTheFormerOneIsKept()
    {
        Give(Given(A));
        Give(Given(B));
        Pass(TimeSpan.FromHours(5));

        Restart(Given(B));

        Assert.Equal("A:Previous B:Current", States());
        Assert.True(Key(B).IsActivationForced);
        Assert.Equal(_now + Policy.MaxLifetime + TimeSpan.FromMinutes(1), Key(A).NeededUntil);
        Assert.Equal(Start, Key(B).PublishedFrom);
    }

    [Fact]
    public void Restart_WithANewFile_SignsAtOnceAndTheFormerKeyIsKept()
    {
        Give(Given(A));
        Pass(TimeSpan.FromDays(1));

        Restart(Given(B));

        Assert.Equal("A:Previous B:Current", States());
        Assert.True(Key(B).IsActivationForced);
        Assert.Equal(_now, Key(A).SignsUntil);
    }

    [Fact]
    public void Restart_AfterTheWindow_ChangesNothing()
    {
        Give(Given(A));
        Give(Given(B));
        Pass(Lead);
        var before = _keys;

        Restart(Given(B));

        Assert.Equal(before, _keys);
        Assert.False(Key(B).IsActivationForced);
    }

    [Fact]
    public void Restart_DuringTheWindowWithTheFormerFile_ItGoesOnSigning()
    {
        Give(Given(A));
        Give(Given(B));
        Pass(TimeSpan.FromHours(5));

        Restart(Given(A));

        Assert.Equal("A:Current", States());
        Assert.Null(Key(A).SignsUntil);
    }

    [Fact]
    public void FormerFile_DuringTheWindow_TheNewKeyIsForgotten()
    {
        Give(Given(A));
        Give(Given(B));
        Pass(Lead - TimeSpan.FromMinutes(2));

        Give(Given(A));

        Assert.Equal("A:Current", States());
        Assert.Equal((DateTimeOffset.MinValue, null), (Key(A).SignsFrom, Key(A).SignsUntil));
    }

    [Fact]
    public void FormerFile_InTheLastMinuteOfTheWindow_TheNewKeyIsKeptForReplicasWhoseClockIsAhead()
    {
        Give(Given(A));
        Give(Given(B));
        Pass(Lead - TimeSpan.FromSeconds(30));

        Give(Given(A));

        Assert.Equal("A:Current B:Previous", States().Replace("B:Next", "B:Previous", StringComparison.Ordinal));
        Assert.NotNull(Key(B).NeededUntil);
    }

    [Fact]
    public void FormerFile_WhileItsTokensLive_SignsAtOnceBecauseItIsPublished()
    {
        Give(Given(A));
        Give(Given(B));
        Pass(Lead + TimeSpan.FromHours(1));

        Give(Given(A));

        Assert.Equal("A:Current B:Previous", States());
        Assert.False(Key(A).IsActivationForced);
    }

    [Fact]
    public void FormerFile_AfterItsEnd_IsPublishedAnew()
    {
        Give(Given(A));
        Give(Given(B));
        Pass(Lead + Policy.MaxLifetime + TimeSpan.FromMinutes(1));

        Give(Given(A));

        Assert.Equal("A:Next B:Current", States());
        Assert.Equal((_now, _now + Lead), (Key(A).PublishedFrom!.Value, Key(A).SignsFrom!.Value));
    }

    /// <summary>The way that kube-apiserver's documentation describes: verify first, then sign.</summary>
    [Theory]
    [InlineData(24, "A:Previous B:Current")]
    [InlineData(23, "A:Current B:Next")]
    public void VerificationFileFirst_TimeSinceThen_Counts(int hours, string states)
    {
        Give(Given(A));
        Pass(TimeSpan.FromDays(2));
        Give(Given(A, B));
        Pass(TimeSpan.FromHours(hours));

        Give(Given(B, A));

        Assert.Equal(states, States());
        Assert.False(Key(B).IsActivationForced);
        Pass(TimeSpan.FromHours(24 - hours));
        Assert.Equal("A:Previous B:Current", States());
    }

    [Fact]
    public void SecondNewFile_DuringTheWindow_ReplacesTheFirstWithAWindowOfItsOwn()
    {
        Give(Given(A));
        Give(Given(B));
        Pass(TimeSpan.FromHours(20));

        Give(Given(C));

        Assert.Equal("A:Current C:Next", States());
        Assert.Equal((_now + Lead, _now + Lead), (Key(C).SignsFrom!.Value, Key(A).SignsUntil!.Value));
    }

    [Fact]
    public void Immediate_NewFile_SignsAtOnceAndTheFormerKeyIsKept()
    {
        _activation = KeyActivation.Immediate;
        Give(Given(A));
        Pass(TimeSpan.FromDays(1));

        Give(Given(B));

        Assert.Equal("A:Previous B:Current", States());
        Assert.True(Key(B).IsActivationForced);
        Assert.Equal(_now + Policy.MaxLifetime + TimeSpan.FromMinutes(1), Key(A).NeededUntil);
    }

    [Fact]
    public void Exclusive_NewFile_FormerKeysAreRevokedUnlessAFileNamesThem()
    {
        Give(Given(A));
        Give(Given(B));
        Pass(Lead);
        _activation = KeyActivation.Exclusive;

        Give(Given(C, B));

        Assert.Equal("A:Revoked B:Previous C:Current", States());
        _activation = KeyActivation.Published;
        Give(Given(A, B));
        Assert.Equal("A:Next B:Previous C:Current", States());
    }

    [Fact]
    public void VerificationKey_ThatIsGivenNoMore_IsForgottenUnlessItHasSigned()
    {
        Give(Given(A, C));
        Give(Given(B, A, C));
        Pass(Lead);

        Give(Given(B));

        Assert.Equal("A:Previous B:Current", States());
    }

    [Fact]
    public void LongerTokens_KeysThatSign_AreKeptForThemAndNeverForLess()
    {
        Give(Given(A));
        Give(Given(A), Policy with { MaxLifetime = TimeSpan.FromHours(9) });
        Give(Given(B), Policy with { MaxLifetime = TimeSpan.FromHours(1) });
        Pass(Lead);

        Assert.Equal(_now + TimeSpan.FromHours(9) + TimeSpan.FromMinutes(1), Key(A).NeededUntil);
    }

    private void Give(GivenKeys files, KeyPolicy? policy = null)
    {
        _memory.Add(files.KeyId!);
        _keys = KeySuccession.Plan(policy ?? Policy, _activation, _keys, files, _memory.Contains, _now);
        Assert.Equal(_keys, KeySuccession.Plan(policy ?? Policy, _activation, _keys, files, _memory.Contains, _now));
        _last = files;
    }

    private void Restart(GivenKeys files)
    {
        _memory.Clear();
        Give(files);
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        _keys = KeySuccession.Plan(Policy, _activation, _keys, _last, _memory.Contains, _now);
    }

    private ManagedKey Key(LocalJwtSigner signer) => _keys.Single(key => key.KeyId == signer.KeyId);

    private string States() => string.Join(' ', _keys.Select(key => $"{NameOf(key.KeyId)}:{key.StateAt(_now)}").Order(StringComparer.Ordinal));
}
