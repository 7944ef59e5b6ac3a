using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Signet.Server.Background;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>Every background service is supervised and has a documented role.</summary>
public sealed class BackgroundServiceTests
{
    /// <summary>The role of each service. A new service fails here until its role is chosen: may two replicas run it at the same time?</summary>
    private static readonly Dictionary<string, ReplicaRole> Roles = new(StringComparer.Ordinal)
    {
        ["BootstrapPolicyController"] = ReplicaRole.Leader,
        ["CacheConfirmer"] = ReplicaRole.EveryReplica,
        ["CacheFollower"] = ReplicaRole.EveryReplica,
        ["CertificateExpiry"] = ReplicaRole.EveryReplica,
        ["CertificateRenewal"] = ReplicaRole.EveryReplica,
        ["EventExpiry"] = ReplicaRole.Leader,
        ["FileFollower"] = ReplicaRole.EveryReplica,
        ["GarbageCollector"] = ReplicaRole.Leader,
        ["IssuerKeyRefresher"] = ReplicaRole.EveryReplica,
        ["IssuerRenewal"] = ReplicaRole.EveryReplica,
        ["KeyFileSuccession"] = ReplicaRole.EveryReplica,
        ["KeyRotation"] = ReplicaRole.Leader,
        ["NamespaceController"] = ReplicaRole.Leader,
        ["PodGarbageCollector"] = ReplicaRole.Leader,
        ["RecordFollower"] = ReplicaRole.EveryReplica,
        ["RemoteKeyFollower"] = ReplicaRole.EveryReplica,
        ["RoleAggregationController"] = ReplicaRole.Leader,
        ["SignerReconnector"] = ReplicaRole.EveryReplica,
        ["SigningKeyController"] = ReplicaRole.Leader,
        ["StoreCompactor"] = ReplicaRole.Leader,
        ["StoreHealth"] = ReplicaRole.EveryReplica,
        ["StreamSweeper"] = ReplicaRole.EveryReplica,
        ["SystemNamespaces"] = ReplicaRole.Leader,
        ["TrustBundleMember"] = ReplicaRole.EveryReplica,
    };

    private static IEnumerable<Type> Product => typeof(SupervisedService).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false });

    [Fact]
    public void HostedServices_AllTypes_AreRunByTheBackgroundHost() => Assert.Equal(
        [typeof(BackgroundHost)],
        Product.Where(type => typeof(IHostedService).IsAssignableFrom(type) || typeof(BackgroundService).IsAssignableFrom(type)));

    [Fact]
    public void SupervisedServices_AllTypes_AreListedWithTheirRoleAndRegisteredForIt()
    {
        Assert.Equal(Roles.Keys.Order(StringComparer.Ordinal), ServiceNames());
        var registered = SourceFile.ReadAll().Where(file => file.Path.StartsWith("src/Signet.Server/Hosting/", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(string.Join('\n', file.Lines), @"\.AddOn(Leader|EveryReplica)<(\w+)>\(\)"))
            .Select(match => (match.Groups[2].Value, Enum.Parse<ReplicaRole>(match.Groups[1].Value)));
        Assert.Equal(Roles.Select(role => (role.Key, role.Value)).Order(), registered.Order());
    }

    [Fact]
    public void Operations_TableOfServices_SaysWhatIsRegistered()
    {
        var documented = File.ReadAllLines(Path.Combine(TestMachine.Root, "docs/operations.md"))
            .Select(line => Regex.Match(line, @"^\| `([a-z-]+)` \| (every replica|leader) \|"))
            .Where(match => match.Success)
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value == "leader" ? ReplicaRole.Leader : ReplicaRole.EveryReplica));
        Assert.Equal(
            Roles.Select(role => (Regex.Replace(role.Key, "(?<!^)([A-Z])", "-$1").ToLowerInvariant(), role.Value)).Order(),
            documented.Order());
    }

    private static IEnumerable<string> ServiceNames() =>
        Product.Where(type => typeof(SupervisedService).IsAssignableFrom(type)).Select(type => type.Name).Order(StringComparer.Ordinal);
}
