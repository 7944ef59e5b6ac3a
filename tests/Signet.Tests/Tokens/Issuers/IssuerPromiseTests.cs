using CsCheck;
using Signet.Core.Tokens.Issuers;

namespace Signet.Tests.Tokens.Issuers;

/// <summary>How long an issuer is accepted: never shorter than its last token.</summary>
public sealed class IssuerPromiseTests
{
    private const string A = "https://a.example.test";
    private const string B = "https://b.example.test";
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    [Fact]
    public void Begin_NewStore_PromisesAheadOfTheFirstToken()
    {
        var history = IssuerPromise.Begin(IssuerHistory.Empty, A, Day, Now);

        Assert.Equal(A, history.Current);
        Assert.Equal(Now + IssuerPromise.Lead + Day + TimeSpan.FromSeconds(61), Assert.Single(history.Issuers).AcceptedUntil);
    }

    /// <summary>The server before ran until just now, however old its last renewal is: an old backup, or a store that could not be written.</summary>
    [Fact]
    public void Begin_IssuerChangesLongAfterTheLastRenewal_FormerOneIsAcceptedUntilItsLastTokenHasExpired()
    {
        var history = IssuerPromise.Begin(IssuerHistory.Empty, A, Day, Now);
        var later = Now.AddDays(90);

        var changed = IssuerPromise.Begin(history, B, Day, later);

        Assert.Equal(B, changed.Current);
        Assert.Equal(later + Day + TimeSpan.FromSeconds(61), changed.Find(A)!.AcceptedUntil);
        Assert.NotNull(IssuerPromise.Renew(changed, B, Day, later + Day + TimeSpan.FromSeconds(60)).Find(A));
        Assert.Null(IssuerPromise.Renew(changed, B, Day, later + Day + TimeSpan.FromSeconds(61)).Find(A));
    }

    [Fact]
    public void Renew_LifetimeLowered_PromiseStaysAndTheNextOneIsShorter()
    {
        var history = IssuerPromise.Begin(IssuerHistory.Empty, A, TimeSpan.FromDays(365), Now);
        var promised = history.Find(A)!.AcceptedUntil;

        var lowered = IssuerPromise.Begin(history, A, TimeSpan.FromHours(1), Now.AddDays(1));
        var changed = IssuerPromise.Begin(lowered, B, Day, Now.AddDays(2));

        Assert.Equal(promised.AddDays(1) - IssuerPromise.Lead, lowered.Find(A)!.AcceptedUntil);
        Assert.Equal(TimeSpan.FromHours(1), lowered.Find(A)!.MaxLifetime);
        Assert.Equal(lowered.Find(A), changed.Find(A));
    }

    [Fact]
    public void Renew_LifetimeRaised_IsDueAtOnce()
    {
        var history = IssuerPromise.Begin(IssuerHistory.Empty, A, Day, Now);

        Assert.False(IssuerPromise.IsDue(history, A, Day, Now.AddMinutes(59)));
        Assert.True(IssuerPromise.IsDue(history, A, Day, Now.AddMinutes(61)));
        Assert.True(IssuerPromise.IsDue(history, A, 2 * Day, Now));
        Assert.Equal(Now + IssuerPromise.Lead + (2 * Day) + TimeSpan.FromSeconds(61), IssuerPromise.Renew(history, A, 2 * Day, Now).Find(A)!.AcceptedUntil);
    }

    [Fact]
    public void Renew_NothingDue_IsTheSame()
    {
        var history = IssuerPromise.Begin(IssuerHistory.Empty, A, Day, Now);

        Assert.Same(history, IssuerPromise.Renew(history, A, Day, Now.AddMinutes(30)));
        Assert.True(history.IsSame(IssuerPromise.Begin(history, A, Day, Now.AddMinutes(30))));
    }

    [Fact]
    public void Renew_RefusedIssuer_IsKeptAfterItsLastToken()
    {
        var history = IssuerPromise.Begin(IssuerPromise.Begin(IssuerHistory.Empty, A, Day, Now), B, Day, Now);
        history = history.With(history.Find(A)! with { RefusedAt = Now });

        Assert.Equal(Now, IssuerPromise.Renew(history, B, Day, Now.AddYears(1)).Find(A)!.RefusedAt);
    }

    [Fact]
    public void Begin_LifetimeWithoutALimit_IsTheMaximumOfTheApi()
    {
        var history = IssuerPromise.Begin(IssuerHistory.Empty, A, TimeSpan.MaxValue, Now);

        Assert.Equal(Now.AddSeconds(1L << 32) + IssuerPromise.Lead + TimeSpan.FromSeconds(61), history.Find(A)!.AcceptedUntil);
        Assert.False(IssuerPromise.IsDue(history, A, TimeSpan.MaxValue, Now));
    }

    /// <summary>Restored stores, files of earlier versions and other servers: nothing that one of them promises is lost.</summary>
    [Fact]
    public void Merge_AnyHistories_KeepsEveryPromiseAndEveryRefusal() => Gen.Select(Histories, Histories).Sample((left, right) =>
    {
        var merged = IssuerPromise.Merge(left, right);
        foreach (var entry in left.Issuers.Concat(right.Issuers))
        {
            var kept = merged.Find(entry.Issuer);
            Assert.NotNull(kept);
            Assert.True(kept.AcceptedUntil >= entry.AcceptedUntil);
            Assert.True(entry.RefusedAt is null || kept.RefusedAt is not null);
        }

        Assert.True(merged.IsSame(IssuerPromise.Merge(merged, right)));
        Assert.Equal(left.Current.Length > 0 ? left.Current : right.Current, merged.Current);
    });

    /// <summary>
    /// A chain of starts with random issuers, lifetimes and times: at each of them, every token that was ever issued and has not expired is accepted.
    /// </summary>
    [Fact]
    public void Begin_ChainOfStarts_AcceptsEveryTokenThatHasNotExpired() => Starts.Sample(starts =>
    {
        var (history, now) = (IssuerHistory.Empty, Now);
        var issued = new List<(string Issuer, DateTimeOffset ExpiresAt)>();
        foreach (var (issuer, hours, pause) in starts)
        {
            var lifetime = TimeSpan.FromHours(hours);
            history = IssuerPromise.Begin(history, issuer, lifetime, now);
            var snapshot = new IssuerSnapshot([issuer], history, now);
            Assert.All(issued.Where(token => now <= token.ExpiresAt + TimeSpan.FromMinutes(1)), token => Assert.True(snapshot.Accepts(token.Issuer, now)));

            // The server issues until just before the next start, and may not have renewed anything.
            now = now.AddSeconds(pause);
            issued.Add((issuer, now + lifetime));
        }
    });

    [Fact]
    public void Record_WriteAndRead_IsTheSame() => Histories.Sample(history => Assert.True(history.IsSame(IssuerRecord.Read(IssuerRecord.Write(history)))));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"current":"a","issuers":[{"issuer":"","maxLifetimeSeconds":1,"acceptedUntil":"2026-11-29T12:00:00Z"}]}""")]
    [InlineData("""{"current":"a","issuers":[{"issuer":"a","maxLifetimeSeconds":-1,"acceptedUntil":"2026-11-29T12:00:00Z"}]}""")]
    [InlineData("""{"current":"a","issuers":[{"issuer":"a","maxLifetimeSeconds":1}]}""")]
    [InlineData("""{"current":"a","issuers":[{"issuer":"a","maxLifetimeSeconds":1,"acceptedUntil":"soon"}]}""")]
    public void Record_Damaged_IsRefused(string json) =>
        Assert.Contains(
            "/signet/issuers",
            Assert.Throws<IssuerRecordException>(() => IssuerRecord.Read(System.Text.Encoding.UTF8.GetBytes(json))).Message,
            StringComparison.Ordinal);

    private static Gen<string> Names { get; } = Gen.OneOf(Gen.Const(A), Gen.Const(B), Gen.Const("https://c.example.test/path"), Gen.Const("name"));

    private static Gen<IssuerHistory> Histories { get; } =
        Gen.Select(
            Names,
            Gen.Select(Names, Gen.Int[0, 100_000], Gen.Int[0, 100_000], Gen.Bool).Select((name, lifetime, until, isRefused) =>
                new KnownIssuer(name, TimeSpan.FromSeconds(lifetime), Now.AddSeconds(until)) { RefusedAt = isRefused ? Now : null }).Array[0, 4])
            .Select((current, issuers) => new IssuerHistory(current, [.. issuers.DistinctBy(known => known.Issuer)]));

    private static Gen<(string Issuer, int Hours, int Pause)[]> Starts { get; } = Gen.Select(Names, Gen.Int[1, 48], Gen.Int[1, 200_000]).Array[1, 12];
}
