using System.Text;
using Signet.Core.Access;
using Signet.Server.Audit.Policy;
using Signet.Server.Http.Targets;

namespace Signet.Tests.Audit.Policy;

/// <summary>Which rule matches a request, and which policies are refused.</summary>
public sealed class AuditPolicyTests
{
    private static readonly UserInfo Alice = new() { Name = "alice", Groups = ["developers", "system:authenticated"] };

    [Theory]
    [InlineData("{level: Request}", "GET", "/api/v1/pods", true)]
    [InlineData("{level: Request}", "GET", "/version", true)]
    [InlineData("{level: Request, users: [alice]}", "GET", "/version", true)]
    [InlineData("{level: Request, users: [bob]}", "GET", "/version", false)]
    [InlineData("{level: Request, userGroups: [ops, developers]}", "GET", "/version", true)]
    [InlineData("{level: Request, userGroups: [ops]}", "GET", "/version", false)]
    [InlineData("{level: Request, users: [alice], userGroups: [ops]}", "GET", "/version", false)]
    [InlineData("{level: Request, verbs: [list]}", "GET", "/api/v1/pods", true)]
    [InlineData("{level: Request, verbs: [get]}", "GET", "/api/v1/pods", false)]
    [InlineData("{level: Request, verbs: [watch]}", "GET", "/api/v1/pods?watch=1", true)]
    [InlineData("{level: Request, resources: [{}]}", "GET", "/api/v1/pods", true)]
    [InlineData("{level: Request, resources: [{}]}", "GET", "/version", false)]
    [InlineData("{level: Request, resources: [{group: apps}]}", "GET", "/api/v1/pods", false)]
    [InlineData("{level: Request, resources: [{resources: [pods]}]}", "GET", "/api/v1/namespaces/a/pods/b", true)]
    [InlineData("{level: Request, resources: [{resources: [pods]}]}", "GET", "/api/v1/namespaces/a/pods/b/status", false)]
    [InlineData("{level: Request, resources: [{resources: [pods/status]}]}", "GET", "/api/v1/namespaces/a/pods/b/status", true)]
    [InlineData("{level: Request, resources: [{resources: [pods/status]}]}", "GET", "/api/v1/namespaces/a/pods/b", false)]
    [InlineData("{level: Request, resources: [{resources: ['pods/*']}]}", "GET", "/api/v1/namespaces/a/pods/b/status", true)]
    [InlineData("{level: Request, resources: [{resources: ['pods/*']}]}", "GET", "/api/v1/namespaces/a/pods/b", true)]
    [InlineData("{level: Request, resources: [{resources: ['pods/*']}]}", "GET", "/api/v1/nodes/b/status", false)]
    [InlineData("{level: Request, resources: [{resources: ['*/status']}]}", "GET", "/api/v1/nodes/b/status", true)]
    [InlineData("{level: Request, resources: [{resources: ['*/status']}]}", "GET", "/api/v1/nodes/b", false)]
    [InlineData("{level: Request, resources: [{resources: ['*']}]}", "GET", "/api/v1/nodes/b/status", true)]
    [InlineData("{level: Request, resources: [{resources: [pods], resourceNames: [b]}]}", "GET", "/api/v1/namespaces/a/pods/b", true)]
    [InlineData("{level: Request, resources: [{resources: [pods], resourceNames: [c]}]}", "GET", "/api/v1/namespaces/a/pods/b", false)]
    [InlineData("{level: Request, resources: [{resources: [pods], resourceNames: [b]}]}", "GET", "/api/v1/namespaces/a/pods", false)]
    [InlineData("{level: Request, resources: [{group: apps}, {resources: [pods]}]}", "GET", "/api/v1/pods", true)]
    [InlineData("{level: Request, namespaces: [a]}", "GET", "/api/v1/namespaces/a/pods", true)]
    [InlineData("{level: Request, namespaces: [a]}", "GET", "/api/v1/namespaces/b/pods", false)]
    [InlineData("{level: Request, namespaces: ['']}", "GET", "/api/v1/nodes", true)]
    [InlineData("{level: Request, namespaces: ['']}", "GET", "/version", false)]
    [InlineData("{level: Request, namespaces: [a], resources: [{resources: [secrets]}]}", "GET", "/api/v1/namespaces/a/pods", false)]
    [InlineData("{level: Request, nonResourceURLs: [/version]}", "GET", "/version", true)]
    [InlineData("{level: Request, nonResourceURLs: [/version]}", "GET", "/version/", false)]
    [InlineData("{level: Request, nonResourceURLs: ['/api*']}", "GET", "/apis/apps", true)]
    [InlineData("{level: Request, nonResourceURLs: ['*']}", "GET", "/version", true)]
    [InlineData("{level: Request, nonResourceURLs: ['*']}", "GET", "/api/v1/pods", false)]
    public void Decide_OneRule_MatchesAsInKubernetes(string rule, string method, string target, bool matches) => Assert.Equal(
        matches ? AuditLevel.Request : AuditLevel.None, Read(rule).Decide(RequestInfoReader.Read(method, RequestTarget.Read(target)), Alice).Level);

    [Fact]
    public void Decide_SeveralRules_FirstMatchApplies()
    {
        var policy = Read("{level: None, users: [bob]}", "{level: Metadata, verbs: [get]}", "{level: RequestResponse}");

        Assert.Equal(AuditLevel.Metadata, policy.Decide(InfoOf("/version"), Alice).Level);
        Assert.Equal(AuditLevel.None, policy.Decide(InfoOf("/version"), Alice with { Name = "bob" }).Level);
        Assert.Equal(AuditLevel.RequestResponse, policy.Decide(InfoOf("/api/v1/pods"), Alice).Level);
    }

    [Fact]
    public void Decide_UserUnknown_OnlyRulesWithoutUsersMatch()
    {
        var policy = Read("{level: None, users: ['']}", "{level: None, userGroups: ['system:unauthenticated']}", "{level: Metadata}");

        Assert.Equal(AuditLevel.Metadata, policy.Decide(InfoOf("/version"), null).Level);
    }

    [Fact]
    public void Decide_OmittedStagesOfRuleAndPolicy_BothApply()
    {
        var policy = AuditPolicyReader.Read("""
            apiVersion: audit.k8s.io/v1
            kind: Policy
            metadata: {name: mine}
            omitManagedFields: true
            omitStages: [RequestReceived]
            rules:
            - {level: Metadata, verbs: [get], omitStages: [ResponseStarted], omitManagedFields: false}
            - {level: Metadata}
            """u8);

        var (first, second) = (policy.Decide(InfoOf("/version"), Alice), policy.Decide(InfoOf("/api/v1/pods"), Alice));

        Assert.Equal([true, true, false, false], Enum.GetValues<AuditStage>().Select(first.OmitStages.Contains));
        Assert.Equal([true, false, false, false], Enum.GetValues<AuditStage>().Select(second.OmitStages.Contains));
        Assert.False(first.OmitManagedFields);
        Assert.True(second.OmitManagedFields);
    }

    [Theory]
    [InlineData("/livez", nameof(AuditLevel.None))]
    [InlineData("/readyz/store", nameof(AuditLevel.None))]
    [InlineData("/healthz?verbose", nameof(AuditLevel.None))]
    [InlineData("/livezz", nameof(AuditLevel.Metadata))]
    [InlineData("/version", nameof(AuditLevel.Metadata))]
    [InlineData("/api/v1/secrets", nameof(AuditLevel.Metadata))]
    public void Decide_DefaultPolicy_RecordsMetadataExceptHealthChecks(string target, string name)
    {
        var decision = AuditPolicy.Default.Decide(InfoOf(target), Alice);
        var level = Enum.Parse<AuditLevel>(name);

        Assert.Equal(level, decision.Level);
        Assert.True(
            level == AuditLevel.None ||
            (decision.OmitStages.Contains(AuditStage.ResponseStarted) && !decision.OmitStages.Contains(AuditStage.RequestReceived)));
    }

    [Theory]
    [InlineData("{}", "apiVersion and kind must be audit.k8s.io/v1 and Policy")]
    [InlineData("{apiVersion: audit.k8s.io/v1beta1, kind: Policy, rules: [{level: None}]}", "apiVersion and kind must be audit.k8s.io/v1 and Policy")]
    [InlineData("[]", "the document has to be an object")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy}", "rules: at least one rule is required")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, rules: []}", "rules: at least one rule is required")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, rule: []}", "rule: there is no such field; known are apiVersion, kind, metadata, omitManagedFields, omitStages, rules")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, rules: {level: None}}", "rules: has to be a list")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [None]}", "rules[0] has to be an object")]
    [InlineData("{apiVersion: audit.k8s.io/v1, kind: Policy, omitStages: [Response], rules: [{level: None}]}", "omitStages[0]: \"Response\" is not allowed; it has to be one of RequestReceived, ResponseStarted, ResponseComplete, Panic")]
    [InlineData("{\"apiVersion\": \"audit.k8s.io/v1\", \"kind\": \"Policy\", \"kind\": \"Policy\", \"rules\": []}", "line 1: the key \"kind\" is given twice, first in line 1")]
    [InlineData("a: *b", "line 1: alias")]
    public void Read_InvalidPolicy_NamesFieldAndReason(string text, string why) => Assert.Contains(
        why, Assert.Throws<FormatException>(() => AuditPolicyReader.Read(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "rules[1].level: it is missing; it has to be one of None, Metadata, Request, RequestResponse")]
    [InlineData("{level: metadata}", "rules[1].level: \"metadata\" is not allowed; it has to be one of None, Metadata, Request, RequestResponse")]
    [InlineData("{level: 1}", "rules[1].level: has to be a text")]
    [InlineData("{level: '1'}", "rules[1].level: \"1\" is not allowed")]
    [InlineData("{level: None, nonResourceUrls: [/a]}", "rules[1].nonResourceUrls: there is no such field; known are level, namespaces, nonResourceURLs,")]
    [InlineData("{level: None, users: alice}", "rules[1].users: has to be a list")]
    [InlineData("{level: None, users: [a, 1]}", "rules[1].users[1]: has to be a text")]
    [InlineData("{level: None, resources: [{resources: [a]}, {resource: b}]}", "rules[1].resources[1].resource: there is no such field; known are group, resourceNames, resources")]
    [InlineData("{level: None, resources: [{resourceNames: [a]}]}", "rules[1].resources[0].resourceNames: is only allowed together with resources")]
    [InlineData("{level: None, resources: [{group: apps/v1}]}", "rules[1].resources[0].group: \"apps/v1\" is not allowed")]
    [InlineData("{level: None, resources: [{resources: [a]}], nonResourceURLs: [/a]}", "rules[1].nonResourceURLs: is not allowed together with resources or namespaces")]
    [InlineData("{level: None, nonResourceURLs: [a]}", "rules[1].nonResourceURLs[0]: \"a\" is not allowed")]
    [InlineData("{level: None, nonResourceURLs: ['/a*b']}", "rules[1].nonResourceURLs[0]: \"/a*b\" is not allowed")]
    [InlineData("{level: None, nonResourceURLs: ['']}", "rules[1].nonResourceURLs[0]: \"\" is not allowed")]
    [InlineData("{level: None, omitManagedFields: maybe}", "rules[1].omitManagedFields: has to be true or false")]
    public void Read_InvalidRule_NamesFieldAndReason(string rule, string why) => Assert.Contains(
        why, Assert.Throws<FormatException>(() => Read("{level: None}", rule)).Message, StringComparison.Ordinal);

    private static AuditPolicy Read(params string[] rules) => AuditPolicyReader.Read(Encoding.UTF8.GetBytes(
        $"apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n{string.Concat(rules.Select(rule => $"- {rule}\n"))}"));

    private static RequestInfo InfoOf(string target) => RequestInfoReader.Read("GET", RequestTarget.Read(target));
}
