using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Signet.Server.Hosting.Settings;
using Signet.Testing;

namespace Signet.Tests.Serving.Following;

/// <summary>
/// Issue 11, 6: every file that a setting names is followed while the server serves. Good content takes effect within 3 s, bad content changes nothing
/// and is reported, and no request fails.
/// </summary>
public sealed class FollowedFilesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>The kinds of bad content are repeated, if necessary, until each file was in force in time once.</summary>
    private static readonly int MaxTurns = 6 * FollowedSetting.BadKinds.Count;

    /// <summary>Settings whose file is not followed, with the reason.</summary>
    private static readonly Dictionary<string, string> NotFollowed = new()
    {
        ["key-encryption-key-file"] = "It is read at the start; signet keys reseal changes the key.",
        ["etcd-cafile"] = "It is read at the start; replicas are restarted one by one (docs/operations.md).",
        ["etcd-certfile"] = "As etcd-cafile.",
        ["etcd-keyfile"] = "As etcd-cafile.",
        ["etcd-password-file"] = "As etcd-cafile.",
        ["signing-key-import-file"] = "It is imported once.",
        ["audit-log-path"] = "It is written, not read; it goes on in another file after a rename (AuditRotationTests).",
        ["tracing-config-file"] = "It is read at the start, as by kube-apiserver.",
        ["signer-audit-log-path"] = "As audit-log-path.",
    };

    /// <summary>Tested separately: it is not allowed with --authentication-config.</summary>
    private const string TestedAlone = "oidc-ca-file";

    [Fact]
    public async Task Serve_EveryFileChangesUnderLoad_GoodContentTakesEffectAndBadContentChangesNothing()
    {
        await using var server = await FollowingServer.StartAsync();
        Assert.Equal(
            SettingsTable.All.Where(setting => setting.ValueName == "FILE").Select(setting => setting.Name).Order(),
            server.Settings.SelectMany(setting => setting.Settings).Append(TestedAlone).Concat(NotFollowed.Keys).Order());
        using var admin = server.Client("load");
        await admin.UntilDefaultAccountAsync();
        using var ended = new CancellationTokenSource();
        var failures = new ConcurrentQueue<string>();
        var load = Task.WhenAll(IssueAndReviewAsync(admin, failures, ended.Token), ReadAsync(admin, failures, ended.Token));
        using var losing = server.Client("static-1");
        using var watch = await RunningWatch.BeginAsync(losing.Http, "/api/v1/configmaps?watch=true");
        using var keeping = await RunningWatch.BeginAsync(admin.Http, "/api/v1/configmaps?watch=true");
        var fastest = server.Settings.ToDictionary(setting => setting, _ => TimeSpan.MaxValue);
        var version = 1;
        await AssertInForceAsync(server, version);
        for (var turn = 0; turn < FollowedSetting.BadKinds.Count || (turn < MaxTurns && fastest.Values.Any(time => time >= Limit)); turn++)
        {
            await SpoilAsync(server, admin, turn);
            await AssertInForceAsync(server, version);

            version++;
            foreach (var setting in server.Settings)
            {
                setting.Clear();
            }

            await Task.WhenAll(server.Settings.Select(async setting =>
            {
                await setting.WriteAsync(version);
                var seenBefore = await UntilInForceAsync(setting, version);
                lock (fastest)
                {
                    fastest[setting] = TimeSpan.FromTicks(Math.Min(fastest[setting].Ticks, seenBefore.Ticks));
                }
            }));
        }

        // The caller whose line was removed loses its watch; the other one keeps it.
        await watch.Ended.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        Assert.Contains("\"ERROR\"", watch.Text, StringComparison.Ordinal);
        Assert.False(keeping.Ended.IsCompleted);
        await ended.CancelAsync();
        Assert.All(await load, requests => Assert.NotEqual(0, requests));
        Assert.Empty(failures);

        // The fastest turn of each file counts: the others depend on the machine's load.
        Assert.All(fastest, entry => Assert.True(entry.Value < Limit, $"--{entry.Key.Settings[0]} was not in force after {entry.Value}"));
        Assert.DoesNotContain("PRIVATE KEY", server.Process.Errors, StringComparison.Ordinal);
        Assert.Equal(0, await server.Process.TerminateAsync());
    }

    /// <summary>Trusted CA certificates for an issuer's server.</summary>
    [Fact]
    public async Task Serve_AuthorityOfAnIssuerChanges_ItsKeysAreFetchedByTheOneInForce()
    {
        using var folder = new TemporaryFolder();
        using var key = PretendIssuer.Create("k", "RS256");
        var url = "";
        await using var issuer = await HttpsServer.StartAsync(http => http.Response.WriteAsync(
            http.Request.Path == "/jwks" ? PretendIssuer.KeySet(key) : $$"""{"issuer":"{{url}}","jwks_uri":"{{url}}/jwks"}"""));
        url = issuer.Address.ToString().TrimEnd('/');
        await using var stranger = await HttpsServer.StartAsync(_ => Task.CompletedTask);
        var file = folder.File("ca.crt");
        await File.WriteAllTextAsync(file, stranger.AuthorityPem, TestContext.Current.CancellationToken);
        await using var server = await SignetProcess.ServeAsync(
            folder.File("data"), "--signing-algorithm", "ES256", "--oidc-issuer-url", url, "--oidc-client-id", "signet", "--oidc-ca-file", file);
        using var client = new ApiClient(server.CreateClient());
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", key.Sign($$"""{"iss":"{{url}}","aud":"signet","sub":"x","exp":4000000000}"""));
        async Task<bool> IsKnownAsync() => (await client.PostAsync("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}")).Code == HttpStatusCode.Created;
        Assert.False(await IsKnownAsync());

        await File.WriteAllTextAsync(file, issuer.AuthorityPem, TestContext.Current.CancellationToken);
        await Patience.UntilAsync(IsKnownAsync, "the issuer is trusted");
        await File.WriteAllTextAsync(file, issuer.AuthorityPem[..100], TestContext.Current.CancellationToken);
        await server.UntilSaysAsync($"--oidc-ca-file: {file}: has no PEM encoded certificate");
        Assert.True(await IsKnownAsync());

        // Keys that were fetched with the former CA are not kept.
        await File.WriteAllTextAsync(file, stranger.AuthorityPem, TestContext.Current.CancellationToken);
        await Patience.UntilAsync(async () => !await IsKnownAsync(), "the issuer is no longer trusted");
        var checks = await server.CreateClient(asAdministrator: true).GetStringAsync("/readyz?verbose", TestContext.Current.CancellationToken);
        Assert.Contains(TestedAlone, checks, StringComparison.Ordinal);
    }

    /// <summary>Makes each file bad: logged once, shown by readyz, and the server stays ready.</summary>
    private static async Task SpoilAsync(FollowingServer server, ApiClient admin, int turn)
    {
        var told = server.Process.Errors.Length;
        foreach (var setting in server.Settings)
        {
            await setting.SpoilAsync(FollowedSetting.BadKinds[turn % FollowedSetting.BadKinds.Count], turn);
        }

        await Patience.UntilAsync(
            async () =>
            {
                var answer = await admin.GetAsync("/readyz?verbose");
                Assert.Equal(HttpStatusCode.OK, answer.Code);
                var failing = answer.Body.Split('\n').Where(line => line.Contains(" is invalid; the content of ", StringComparison.Ordinal)).ToList();
                return server.Settings.SelectMany(setting => setting.Settings).All(name => failing.Any(line => line.StartsWith($"[+]{name} ok: ", StringComparison.Ordinal)));
            },
            $"readyz tells that all files are {FollowedSetting.BadKinds[turn % FollowedSetting.BadKinds.Count]}");
        foreach (var setting in server.Settings)
        {
            var file = setting.BadFiles[turn % setting.BadFiles.Count];
            await Patience.UntilAsync(() => Task.FromResult(Told(server, told, file) > 0), $"the log tells of {file}");
            Assert.Equal(1, Told(server, told, file));
        }
    }

    private static int Told(FollowingServer server, int from, string file) => server.Process.Errors[from..].Split('\n')
        .Count(line => line.Contains("A changed file was refused; the previous content stays in effect: ", StringComparison.Ordinal) && line.Contains(file, StringComparison.Ordinal));

    /// <summary>Waits until a version is in force. Returns the last time after the write at which it was not.</summary>
    private static async Task<TimeSpan> UntilInForceAsync(FollowedSetting setting, int version)
    {
        var written = Stopwatch.StartNew();
        var (asked, seenBefore) = (TimeSpan.Zero, TimeSpan.Zero);
        await Patience.UntilAsync(
            async () =>
            {
                (seenBefore, asked) = (asked, written.Elapsed);
                return await setting.IsInForceAsync(version);
            },
            $"version {version} of --{setting.Settings[0]} is in force");
        return seenBefore;
    }

    private static async Task AssertInForceAsync(FollowingServer server, int version)
    {
        foreach (var setting in server.Settings)
        {
            await Patience.UntilAsync(() => setting.IsInForceAsync(version), $"version {version} of --{setting.Settings[0]} is in force");
        }
    }

    private static async Task<int> IssueAndReviewAsync(ApiClient admin, ConcurrentQueue<string> failures, CancellationToken ended)
    {
        var requests = 0;
        for (; !ended.IsCancellationRequested; requests++)
        {
            try
            {
                var token = await admin.IssueAsync("default");
                var status = await admin.ReviewAsync(token);
                if ((bool?)status["authenticated"] != true)
                {
                    failures.Enqueue(status.ToJsonString());
                }
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception.Message);
            }
        }

        return requests;
    }

    private static async Task<int> ReadAsync(ApiClient admin, ConcurrentQueue<string> failures, CancellationToken ended)
    {
        var requests = 0;
        for (; !ended.IsCancellationRequested; requests++)
        {
            try
            {
                if ((await admin.GetAsync("/api/v1/namespaces/default/serviceaccounts")).Code is not HttpStatusCode.OK and var code)
                {
                    failures.Enqueue($"{code}");
                }
            }
            catch (Exception exception)
            {
                failures.Enqueue(exception.Message);
            }
        }

        return requests;
    }
}
