using System.Text.Json.Nodes;
using Signet.Testing;

namespace Signet.Tests.Audit;

/// <summary>Every verb with every possible outcome leaves an audit event that agrees with the response. A verb or outcome without a row fails.</summary>
public sealed class AuditOutcomeTests
{
    private const string Secrets = "/api/v1/namespaces/default/secrets";
    private const string Token = "/api/v1/namespaces/default/serviceaccounts/default/token";
    private const string Reviews = "/apis/authentication.k8s.io/v1/tokenreviews";
    private const string Merge = "application/merge-patch+json";
    private const string Json = "application/json";

    /// <summary>The status code of an aborted request: none may have been sent.</summary>
    private const int BrokenOff = 0;

    private static readonly string[] Outcomes = ["allowed", "forbidden", "unauthenticated", "invalid", "conflict", "failed"];
    private static readonly string[] Verbs = ["create", "get", "list", "watch", "update", "patch", "delete", "deletecollection", "create token", "create review", "get path"];

    /// <summary>Outcomes that a verb cannot have.</summary>
    private static readonly HashSet<string> Impossible =
    [
        "get conflict", "list conflict", "watch conflict", "deletecollection conflict", "create review conflict",
        "get path conflict", "get path invalid", "get path failed",
    ];

    private static readonly Row[] Rows =
    [
        new("create", "allowed", "POST", Secrets, 201, """{"metadata":{"name":"made"}}""") { Name = "made" },
        new("create", "invalid", "POST", Secrets, 422, """{"metadata":{"name":"Not Good"}}""") { Name = "Not Good" },
        new("create", "conflict", "POST", Secrets, 409, """{"metadata":{"name":"here"}}""") { Name = "here" },
        new("create", "failed", "POST", Secrets, 500, """{"metadata":{"name":"x","resourceVersion":"1"}}""") { Name = "x" },
        new("get", "allowed", "GET", Secrets + "/here", 200) { Name = "here" },
        new("get", "invalid", "GET", Secrets + "/here?resourceVersion=x", 400) { Name = "here" },
        new("get", "failed", "GET", Secrets + "/here?resourceVersion=99999999", 504) { Name = "here" },
        new("list", "allowed", "GET", Secrets, 200),
        new("list", "invalid", "GET", Secrets + "?labelSelector=,,", 400),
        new("list", "failed", "GET", Secrets + "?resourceVersion=99999999", 504),
        new("watch", "allowed", "GET", Secrets + "?watch=1&timeoutSeconds=1", 200),
        new("watch", "invalid", "GET", Secrets + "?watch=1&continue=x", 422),
        new("watch", "failed", "GET", Secrets + "?watch=1&resourceVersion=x", 500),
        new("update", "allowed", "PUT", Secrets + "/here", 200, """{"metadata":{"name":"here","labels":{"a":"b"}}}""") { Name = "here" },
        new("update", "invalid", "PUT", Secrets + "/here", 422, """{"metadata":{"name":"here","labels":{"a":"!"}}}""") { Name = "here" },
        new("update", "conflict", "PUT", Secrets + "/here", 409, """{"metadata":{"name":"here","resourceVersion":"1"}}""") { Name = "here" },
        new("update", "failed", "PUT", Secrets + "/here", 500, """{"metadata":{"name":"here","resourceVersion":"x"}}""") { Name = "here" },
        new("patch", "allowed", "PATCH", Secrets + "/here", 200, """{"metadata":{"labels":{"c":"d"}}}""", Merge) { Name = "here" },
        new("patch", "invalid", "PATCH", Secrets + "/here", 422, """{"metadata":{"labels":{"c":"!"}}}""", Merge) { Name = "here" },
        new("patch", "conflict", "PATCH", Secrets + "/here", 409, """{"metadata":{"resourceVersion":"1"}}""", Merge) { Name = "here" },
        new("patch", "failed", "PATCH", Secrets + "/here", 500, """{"$patch":"frob"}""", "application/strategic-merge-patch+json") { Name = "here" },
        new("delete", "allowed", "DELETE", Secrets + "/gone", 200) { Name = "gone" },
        new("delete", "invalid", "DELETE", Secrets + "/here?dryRun=x", 422) { Name = "here" },
        new("delete", "conflict", "DELETE", Secrets + "/here", 409, """{"preconditions":{"uid":"x"}}""") { Name = "here" },
        new("delete", "failed", "DELETE", Secrets + "/here", BrokenOff) { Name = "here" },
        new("deletecollection", "allowed", "DELETE", Secrets + "?labelSelector=a%3Dnone", 200),
        new("deletecollection", "invalid", "DELETE", Secrets + "?dryRun=x", 422),
        new("deletecollection", "failed", "DELETE", Secrets, BrokenOff),
        new("create token", "allowed", "POST", Token, 201, """{"spec":{"audiences":["a"],"expirationSeconds":700}}""") { Name = "default" },
        new("create token", "invalid", "POST", Token, 422, """{"spec":{"expirationSeconds":1}}""") { Name = "default" },
        new("create token", "conflict", "POST", Token, 409, """{"metadata":{"uid":"x"}}""") { Name = "default" },
        new("create token", "failed", "POST", Token, BrokenOff) { Name = "default" },
        new("create review", "allowed", "POST", Reviews, 201, """{"spec":{"token":"x"}}"""),
        new("create review", "invalid", "POST", Reviews, 400, "{}"),
        new("create review", "failed", "POST", Reviews, BrokenOff),
        new("get path", "allowed", "GET", "/apis", 200),
        .. Verbs.SelectMany(Refused),
    ];

    [Fact]
    public void Rows_EveryVerbAndOutcome_HaveOne()
    {
        var wanted = Verbs.SelectMany(verb => Outcomes.Select(outcome => $"{verb} {outcome}")).Where(name => !Impossible.Contains(name));

        Assert.Equal(wanted.Order(StringComparer.Ordinal), Rows.Select(row => row.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Requests_EveryVerbAndOutcome_AreRecordedAsAnswered()
    {
        await using var server = await AuditedServer.StartAsync("[{level: Metadata}]");
        using (var admin = server.ClientOf(AuditedServer.AdminToken))
        {
            await admin.CreateAsync(Secrets, """{"metadata":{"name":"here"}}""");
            await admin.CreateAsync(Secrets, """{"metadata":{"name":"gone"}}""");
        }

        // Concurrently: two of them wait for a revision that never comes.
        var answers = await Task.WhenAll(Rows.Select(row => SendAsync(server, row)));

        var events = await server.EndAsync();
        Assert.All(Rows.Zip(answers), pair => Check(pair.First, pair.Second, [.. events[pair.First.AuditId]]));
    }

    private static void Check(Row row, ApiAnswer? answer, List<JsonObject> events)
    {
        Assert.Equal(
            row switch
            {
                { Outcome: "unauthenticated" } => ["ResponseStarted"],
                { Verb: "watch", Outcome: "allowed" } => ["RequestReceived", "ResponseStarted", "ResponseComplete"],
                _ => (string[])["RequestReceived", "ResponseComplete"],
            },
            events.Select(one => (string)one["stage"]!));
        var last = events[^1];
        var status = last["responseStatus"]!;
        if (answer is null)
        {
            Assert.Equal("Failure", (string?)status["status"]);
        }
        else
        {
            Assert.True((int)answer.Code == row.Code, $"{row.Id}: {(int)answer.Code} {answer.Body}");
            Assert.Equal(row.AuditId, Assert.Single(answer.Headers.GetValues("Audit-Id")));
            Assert.Equal(row.Code, (int?)status["code"]);
            var (reason, message) = row switch
            {
                { Code: < 400 } => (null, null),
                { Outcome: "unauthenticated" } => (null, "Authentication failed, attempted: bearer"),
                _ => ((string?)answer.Json["reason"], (string?)answer.Json["message"]),
            };
            Assert.Equal(reason, (string?)status["reason"]);
            Assert.Equal(message, (string?)status["message"]);
        }

        Assert.All(events, one =>
        {
            Assert.Equal("Metadata", (string?)one["level"]);
            Assert.Equal(row.Verb.Split(' ')[0], (string?)one["verb"]);
            Assert.Equal(row.Path, (string?)one["requestURI"]);
            Assert.Equal(row.Outcome switch { "unauthenticated" => null, "forbidden" => "bob", _ => "admin" }, (string?)one["user"]!["username"]);
            Assert.Equal("127.0.0.1", (string?)one["sourceIPs"]![0]);
            Assert.False(one.ContainsKey("requestObject") || one.ContainsKey("responseObject"));
        });
        Assert.Equal(row.Name, (string?)last["objectRef"]?["name"] ?? "");
        Assert.Equal(row.Path.StartsWith("/api/v1", StringComparison.Ordinal) ? "default" : null, (string?)last["objectRef"]?["namespace"]);
        var annotations = last["annotations"]!;
        Assert.Equal(row.Outcome switch { "unauthenticated" => null, "forbidden" => "forbid", _ => "allow" }, (string?)annotations["authorization.k8s.io/decision"]);
        Assert.Equal(row.Outcome == "unauthenticated" ? "the bearer token is not known" : null, (string?)annotations["tokens.signet.dev/authentication-failure"]);
        Assert.Equal(row.Id == "create token allowed", annotations["authentication.kubernetes.io/issued-credential-id"] is not null);
    }

    private static async Task<ApiAnswer?> SendAsync(AuditedServer server, Row row)
    {
        var token = row.Outcome switch { "unauthenticated" => "nobody", "forbidden" => AuditedServer.BobToken, _ => AuditedServer.AdminToken };
        if (row.Code == BrokenOff)
        {
            await server.BreakOffAsync(row.Method, row.Path, token, row.AuditId);
            return null;
        }

        using var client = server.ClientOf(token, row.AuditId);
        return await client.SendAsync(new HttpMethod(row.Method), row.Path, row.Body, row.MediaType);
    }

    /// <summary>The allowed request of a verb, sent by a user without permission and without credentials.</summary>
    private static IEnumerable<Row> Refused(string verb)
    {
        var (method, path, name) = verb switch
        {
            "create" => ("POST", Secrets, ""),
            "get" => ("GET", Secrets + "/here", "here"),
            "list" => ("GET", Secrets, ""),
            "watch" => ("GET", Secrets + "?watch=1", ""),
            "update" => ("PUT", Secrets + "/here", "here"),
            "patch" => ("PATCH", Secrets + "/here", "here"),
            "delete" => ("DELETE", Secrets + "/here", "here"),
            "deletecollection" => ("DELETE", Secrets, ""),
            "create token" => ("POST", Token, "default"),
            "create review" => ("POST", Reviews, ""),
            _ => ("GET", "/metrics", ""),
        };
        yield return new Row(verb, "forbidden", method, path, 403) { Name = name };
        yield return new Row(verb, "unauthenticated", method, path, 401) { Name = name };
    }

    private sealed record Row(string Verb, string Outcome, string Method, string Path, int Code, string? Body = null, string MediaType = Json)
    {
        public string Name { get; init; } = "";

        public string Id => $"{Verb} {Outcome}";

        public string AuditId => Id.Replace(' ', '-');
    }
}
