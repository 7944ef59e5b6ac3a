using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Core.Access;
using Signet.Core.Primitives;
using Signet.Server.Audit;
using Signet.Server.Audit.Output;
using Signet.Server.Audit.Policy;
using Signet.Server.Audit.Recording;
using Signet.Server.Authentication.Chain;
using Signet.Server.Files;
using Signet.Server.Hosting.Web;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Outcomes;
using Signet.Server.Http.Receiving;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;
using Signet.Tests.Http;

namespace Signet.Tests.Audit.Recording;

/// <summary>The exact audit events of one request.</summary>
public sealed class RequestAuditorTests
{
    private static readonly UserInfo Builder = new()
    {
        Name = "system:serviceaccount:a:builder",
        Uid = "u",
        Groups = ["system:serviceaccounts"],
        Extra = [new("authentication.kubernetes.io/credential-id", ["JTI=1"])],
    };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(678));

    [Fact]
    public async Task Events_OfOneRequest_AreAsKubernetesWritesThem()
    {
        var events = await RunAsync("RequestResponse", "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/a/roles?dryRun=All", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Notes!.Annotate(AuditKey.Reason, "2");
            life.Notes.Annotate(AuditKey.Decision, "1");
            life.Notes.Annotate(AuditKey.Reason, "3");
            life.Notes.NoteBody("{ \"metadata\": {} }"u8);
            life.Notes.NoteObject((JsonObject)JsonNode.Parse("""{"metadata":{"name":"r","uid":"ru","resourceVersion":"7"}}""")!, withBody: false);
            _time.Advance(TimeSpan.FromMilliseconds(2));
            life.Http.Response.StatusCode = 201;
            life.Answered(new Answer.Object(201, "{\"kind\":\"Role\"}"u8.ToArray()));
        });

        const string Common =
            "\"requestURI\":\"/apis/rbac.authorization.k8s.io/v1/namespaces/a/roles?dryRun=All\",\"verb\":\"create\"," +
            "\"user\":{\"username\":\"system:serviceaccount:a:builder\",\"uid\":\"u\",\"groups\":[\"system:serviceaccounts\"]," +
            "\"extra\":{\"authentication.kubernetes.io/credential-id\":[\"JTI=1\"]}},\"sourceIPs\":[\"192.0.2.1\"],\"userAgent\":\"test/1\",\"objectRef\":{\"resource\":\"roles\",\"namespace\":\"a\",";
        Assert.Equal(
            [
                "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"RequestResponse\",\"auditID\":\"id\",\"stage\":\"RequestReceived\"," + Common +
                "\"apiGroup\":\"rbac.authorization.k8s.io\",\"apiVersion\":\"v1\"}," +
                "\"requestReceivedTimestamp\":\"2026-01-02T03:04:05.000678Z\",\"stageTimestamp\":\"2026-01-02T03:04:05.000678Z\"}",
                "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"RequestResponse\",\"auditID\":\"id\",\"stage\":\"ResponseComplete\"," + Common +
                "\"name\":\"r\",\"uid\":\"ru\",\"apiGroup\":\"rbac.authorization.k8s.io\",\"apiVersion\":\"v1\",\"resourceVersion\":\"7\"}," +
                "\"responseStatus\":{\"metadata\":{},\"code\":201},\"requestObject\":{\"metadata\":{}},\"responseObject\":{\"kind\":\"Role\"}," +
                "\"requestReceivedTimestamp\":\"2026-01-02T03:04:05.000678Z\",\"stageTimestamp\":\"2026-01-02T03:04:05.002678Z\",\"annotations\":{" +
                "\"authorization.k8s.io/decision\":\"1\",\"authorization.k8s.io/reason\":\"3\"}}",
            ],
            events.Select(one => one.ToJsonString()));
    }

    [Theory]
    [InlineData("Metadata", false, false)]
    [InlineData("Request", true, false)]
    [InlineData("RequestResponse", true, true)]
    public async Task Levels_Bodies_AreRecordedFromTheirLevelOn(string level, bool request, bool response)
    {
        var last = (await RunAsync(level, "POST", "/api/v1/namespaces", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Notes!.NoteBody("{}"u8);
            life.Answered(new Answer.Object(201, "{}"u8.ToArray()));
        }))[^1];

        Assert.Equal(level, (string?)last["level"]);
        Assert.Equal((request, response), (last.ContainsKey("requestObject"), last.ContainsKey("responseObject")));
    }

    [Fact]
    public async Task Received_LevelNone_RecordsNothing()
    {
        var events = await RunAsync("None", "GET", "/version", async life =>
        {
            await life.ReceivedAsync(Builder);
            Assert.Null(life.Notes);
            life.Answered(Answer.Text.PageNotFound);
        });

        Assert.Empty(events);
    }

    [Fact]
    public async Task Received_SenderUnknown_UserIsEmpty()
    {
        var events = await RunAsync("Metadata", "GET", "/version", async life =>
        {
            await life.ReceivedAsync(null, refusal: "why");
            life.Answered(StatusErrors.Unauthorized);
        });

        var only = Assert.Single(events);
        Assert.Equal("ResponseStarted", (string?)only["stage"]);
        Assert.Equal("{}", only["user"]!.ToJsonString());
        Assert.Equal("""{"metadata":{},"message":"Authentication failed, no credentials provided","code":401}""", only["responseStatus"]!.ToJsonString());
        Assert.Equal("why", (string?)only["annotations"]!["tokens.signet.dev/authentication-failure"]);
    }

    [Theory]
    [InlineData("", "ResponseStarted")]
    [InlineData("RequestReceived", "ResponseStarted")]
    [InlineData("ResponseComplete", "ResponseStarted")]
    [InlineData("ResponseStarted", "ResponseComplete")]
    [InlineData("ResponseStarted, ResponseComplete", "")]
    public async Task Unauthenticated_StageOmitted_IsRecordedAtAnotherStage(string omitted, string expected)
    {
        var events = await RunAsync($"Metadata, omitStages: [{omitted}]", "GET", "/version", async life =>
        {
            await life.ReceivedAsync(null);
            life.Answered(StatusErrors.Unauthorized);
        });

        Assert.Equal(expected, string.Join(",", events.Select(one => (string?)one["stage"])));
    }

    [Theory]
    [InlineData("Bearer x", "", "attempted: bearer")]
    [InlineData(" bEARER  x", "", "attempted: bearer")]
    [InlineData("Bearer ", "", "no credentials provided")]
    [InlineData("Basic YTpi", "", "attempted: basic")]
    [InlineData("basic YTpi", "?access_token=x", "attempted: basic, access_token")]
    [InlineData("Basic YWI=", "", "no credentials provided")]
    [InlineData("Basic !", "?access_token=+", "no credentials provided")]
    [InlineData("Negotiate x", "?access_token=x", "attempted: access_token")]
    public async Task Unauthenticated_Credentials_AreRecordedByKind(string header, string query, string expected)
    {
        var events = await RunAsync("Metadata", "GET", "/version" + query, async life =>
        {
            life.Http.Request.Headers.Authorization = header;
            await life.ReceivedAsync(null);
            life.Answered(StatusErrors.Unauthorized);
        });

        Assert.Equal("Authentication failed, " + expected, (string?)Assert.Single(events)["responseStatus"]!["message"]);
    }

    [Fact]
    public async Task Refused_BeforeAuthentication_IsComplete()
    {
        var events = await RunAsync("Metadata", "GET", "/version", async life =>
        {
            await life.ReceivedAsync(null);
            life.Answered(StatusErrors.BadRequest("no"));
        });

        var only = Assert.Single(events);
        Assert.Equal("ResponseComplete", (string?)only["stage"]);
        Assert.Equal("no", (string?)only["responseStatus"]!["message"]);
    }

    [Fact]
    public async Task Answered_Impersonated_BothUsersAreRecorded()
    {
        var last = (await RunAsync("Metadata", "GET", "/version", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Impersonate(new UserInfo { Name = "bob" }, "impersonate:user-info");
            life.Answered(Answer.Text.PageNotFound);
        }))[^1];

        Assert.Equal(Builder.Name, (string?)last["user"]!["username"]);
        Assert.Equal("""{"username":"bob"}""", last["impersonatedUser"]!.ToJsonString());
        Assert.Equal("""{"impersonationConstraint":"impersonate:user-info"}""", last["authenticationMetadata"]!.ToJsonString());
    }

    [Theory]
    [InlineData(nameof(RequestEnd.Answered), "ResponseComplete")]
    [InlineData(nameof(RequestEnd.Failed), "Panic")]
    public async Task Failed_ExpectedOrNot_HasItsStage(string end, string stage)
    {
        var last = (await RunAsync("Metadata", "GET", "/version", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Failed(StatusErrors.InternalError("no"), Enum.Parse<RequestEnd>(end));
        }))[^1];

        Assert.Equal(stage, (string?)last["stage"]);
        Assert.Equal(500, (int?)last["responseStatus"]!["code"]);
    }

    [Fact]
    public async Task Abandoned_BeforeTheResponse_HasNoCode()
    {
        var last = (await RunAsync("RequestResponse", "GET", "/version", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Abandoned();
        }))[^1];

        Assert.Equal(
            """{"metadata":{},"status":"Failure","message":"the client disconnected before the response"}""", last["responseStatus"]!.ToJsonString());
    }

    [Fact]
    public async Task Abandoned_AfterTheResponseWasCreated_HasItsCode()
    {
        var last = (await RunAsync("RequestResponse", "POST", "/api/v1/namespaces", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Answered(new Answer.Object(201, "{}"u8.ToArray()));
            life.Abandoned();
        }))[^1];

        Assert.Equal("""{"metadata":{},"code":201}""", last["responseStatus"]!.ToJsonString());
    }

    [Fact]
    public async Task Answered_Watch_HasResponseStarted()
    {
        var events = await RunAsync("RequestResponse", "GET", "/api/v1/secrets?watch=1", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Answered(new Answer.Streaming("application/json", (_, _, _) => Task.CompletedTask));
        });

        Assert.Equal(["RequestReceived", "ResponseStarted", "ResponseComplete"], events.Select(one => (string?)one["stage"]));
    }

    [Fact]
    public async Task Answered_BodiesTooLarge_AreOmittedWithAnAnnotation()
    {
        var last = (await RunAsync("RequestResponse", "GET", "/api/v1/nodes/a", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Answered(new Answer.Object(200, new byte[11 * 1024 * 1024]));
        }))[^1];

        Assert.False(last.ContainsKey("responseObject"));
        Assert.Equal("true", (string?)last["annotations"]!["audit.k8s.io/truncated"]);
    }

    [Fact]
    public async Task Answered_GeneratedName_IsInTheObjectReference()
    {
        var last = (await RunAsync("Metadata", "POST", "/api/v1/namespaces", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Notes!.NoteObject((JsonObject)JsonNode.Parse("""{"metadata":{"generateName":"a-"}}""")!, withBody: false);
            life.Answered(new Answer.Object(201, """{"kind":"Namespace","metadata":{"labels":{"name":"no"},"name":"a-12345"}}"""u8.ToArray()));
        }))[^1];

        Assert.Equal("a-12345", (string?)last["objectRef"]!["name"]);
    }

    [Theory]
    [InlineData("", "", """["192.0.2.1"]""")]
    [InlineData("198.51.100.7, 2001:db8::1,nonsense", "", """["198.51.100.7","2001:db8::1","192.0.2.1"]""")]
    [InlineData("198.51.100.7", "198.51.100.7", """["198.51.100.7","192.0.2.1"]""")]
    [InlineData("198.51.100.7", "198.51.100.8", """["198.51.100.7","198.51.100.8","192.0.2.1"]""")]
    [InlineData("192.0.2.1", "", """["192.0.2.1"]""")]
    public async Task Source_ForwardedHeaders_PrecedeTheConnectionAddress(string forwarded, string real, string expected)
    {
        var last = (await RunAsync("Metadata", "GET", "/version", async life =>
        {
            var headers = life.Http.Request.Headers;
            _ = forwarded.Length > 0 ? headers["X-Forwarded-For"] = forwarded : default;
            _ = real.Length > 0 ? headers["X-Real-Ip"] = real : default;
            await life.ReceivedAsync(Builder);
        }))[^1];

        Assert.Equal(expected, last["sourceIPs"]!.ToJsonString());
    }

    [Fact]
    public async Task Values_OfACaller_AreTruncatedAndMasked()
    {
        const string Jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
        var last = (await RunAsync("Metadata", "GET", "/version?token=" + Jwt, async life =>
        {
            life.Http.Request.Headers.UserAgent = new string('a', 1000) + " " + Jwt + " " + new string('a', 2000);
            await life.ReceivedAsync(Builder);
            life.Notes!.Annotate(AuditKey.Reason, Jwt);
            life.Answered(StatusErrors.BadRequest("bad " + Jwt) with
            {
                Details = new StatusDetails { Causes = [new StatusCause("r", Jwt, "f")] },
            });
        }))[^1];

        Assert.DoesNotContain("eyJ", last.ToJsonString(), StringComparison.Ordinal);
        Assert.EndsWith("...TRUNCATED", (string?)last["userAgent"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mine-1", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("\u00e9", false)]
    public void Choose_IdOfAClient_IsUsedWhenValid(string given, bool isTaken) =>
        Assert.Equal(isTaken ? given : "11111111-1111-1111-1111-111111111111", AuditIdHeader.Choose(given, new FixedUid()));

    [Fact]
    public void Choose_LongOrMissingId_IsReplaced()
    {
        Assert.Equal("11111111-1111-1111-1111-111111111111", AuditIdHeader.Choose(default, new FixedUid()));
        Assert.Equal("11111111-1111-1111-1111-111111111111", AuditIdHeader.Choose(new string('a', 129), new FixedUid()));
    }

    [Fact]
    public async Task Began_StaleToken_IsAnnotatedInEveryEvent()
    {
        var events = await RunAsync("Metadata", "GET", "/version", async life =>
        {
            await life.BeginAsync(AuthenticationResult.Of(Builder, secondsStale: 7));
            life.Answered(Answer.Text.PageNotFound);
        });

        Assert.Equal(2, events.Count);
        Assert.All(events, one => Assert.Equal(
            "subject: system:serviceaccount:a:builder, seconds after warning threshold: 7", (string?)one["annotations"]!["authentication.k8s.io/stale-token"]));
    }

    [Fact]
    public async Task Ended_TimedOut_RecordsTheFailure()
    {
        var last = (await RunAsync("Metadata", "POST", "/api/v1/namespaces", async life =>
        {
            await life.ReceivedAsync(Builder);
            life.Failed(RequestFailures.TimedOut(new RequestInfo { Path = "/version", Verb = "get" }, isUnderWay: true), RequestEnd.TimedOut);
        }))[^1];

        Assert.Equal("ResponseComplete", (string?)last["stage"]);
        Assert.Equal(504, (int?)last["responseStatus"]!["code"]);
        Assert.Equal("Timeout: request did not complete within the allotted timeout", (string?)last["responseStatus"]!["message"]);
    }

    [Fact]
    public async Task Ended_Preflight_RecordsNothing() =>
        Assert.Empty(await RunAsync("Metadata", "OPTIONS", "/version", life =>
        {
            life.Record.IsPreflight = true;
            life.Answered(new Answer.Empty(204));
            return ValueTask.CompletedTask;
        }));

    private async Task<IReadOnlyList<JsonObject>> RunAsync(string level, string method, string target, Func<Life, ValueTask> live)
    {
        using var written = new MemoryStream();
        var policy = AuditPolicyReader.Read(Encoding.UTF8.GetBytes($"{{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{{level: {level}}}]}}"));
        var log = new AuditLog(new AuditStream(written), _time, NullLogger<AuditLog>.Instance);
        await using (var sinks = new AuditSinks([log], _time, AuditMetrics.None, NullLogger<AuditSinks>.Instance))
        {
            var http = TestRequests.Http(method, target);
            http.Request.Headers.UserAgent = "test/1";
            http.Request.Headers["Audit-Id"] = "id";
            http.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.1");
            var life = new Life(
                new RequestRecord(TestRequests.Received(http, _time)),
                new RequestAuditor(new AuditJournal(sinks, new FixedValue<AuditPolicy>(policy), _time)));
            Assert.Equal("id", http.Response.Headers["Audit-Id"]);
            await live(life);
            life.End();
        }

        return [.. Encoding.UTF8.GetString(written.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (JsonObject)JsonNode.Parse(line)!)];
    }

    /// <summary>The steps of the pipeline.</summary>
    private sealed class Life(RequestRecord record, RequestAuditor auditor)
    {
        public RequestRecord Record => record;

        public RequestNotes? Notes => record.Notes;

        public HttpContext Http => record.Received.Http;

        public ValueTask ReceivedAsync(UserInfo? sender, string refusal = "") =>
            BeginAsync(sender is null ? AuthenticationResult.Refuse(StatusErrors.Unauthorized, refusal) : AuthenticationResult.Of(sender));

        public async ValueTask BeginAsync(AuthenticationResult authentication)
        {
            record.Notes = await auditor.BeginAsync(record.Received, authentication, CancellationToken.None);
            (record.Sender, record.Detail) = (authentication.User, authentication.Refusal);
        }

        public void Impersonate(UserInfo user, string constraint) => record.Identified = new IdentifiedRequest(
            new AuthenticatedRequest(record.Received, record.Sender!), user, new ImpersonationGrant(record.Sender!, constraint));

        public void Answered(Answer answer)
        {
            (record.Answer, record.End) = (answer, RequestEnd.Answered);
            if (answer is Answer.Streaming)
            {
                auditor.Started(new RequestOutcome(record, TimeSpan.Zero));
            }
        }

        public void Failed(StatusError error, RequestEnd end) => (record.Answer, record.End) = (error, end);

        public void Abandoned() => record.End = RequestEnd.ClientGone;

        public void End() => auditor.Ended(new RequestOutcome(record, TimeSpan.Zero));
    }

    private sealed class FixedUid : IUidSource
    {
        public Guid Next() => new("11111111-1111-1111-1111-111111111111");
    }
}
