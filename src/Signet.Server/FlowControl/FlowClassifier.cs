using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Signet.Core.Access;
using Signet.Server.Concurrency;
using Signet.Server.Http.Requests;
using Signet.Server.Http.Targets;

namespace Signet.Server.FlowControl;

/// <summary>Says for each request who sends it, what work it is, and which requests share a queue with it.</summary>
internal static class FlowClassifier
{
    private const string SystemAccountsGroup = KnownUsers.ServiceAccountsGroup + ":kube-system";

    /// <summary>Users of a control plane that are neither nodes nor service accounts.</summary>
    private static readonly string[] SystemUsers = ["system:kube-controller-manager", "system:kube-scheduler", "system:apiserver"];

    /// <summary>Makes the hashes of this process unpredictable: nobody can choose names that share a queue with another caller.</summary>
    private static readonly ulong Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The schema of a request.</summary>
    public static FlowSchema SchemaOf(RequestInfo info, UserInfo user) =>
        !info.IsResourceRequest && PathClasses.Of(info.Path) is PathClass.Health or PathClass.OpenId ? FlowSchema.Probes : SchemaOf(user);

    /// <summary>The work of a request.</summary>
    public static WorkClass WorkOf(RequestInfo info) => info switch
    {
        { IsResourceRequest: false } or { Verb: "get" or "list" } => WorkClass.Read,
        { Verb: "watch" } => WorkClass.Watch,
        { Verb: "create", Resource: "serviceaccounts", Subresource: "token", ApiGroup: "" } => WorkClass.Issue,
        { Verb: "create", ApiGroup: "authentication.k8s.io" or "authorization.k8s.io" } => WorkClass.Review,
        _ => WorkClass.Write,
    };

    /// <summary>The flow of a request, as 64 evenly distributed bits: its user; for an anonymous one the address (of IPv6 the network).</summary>
    public static ulong FlowOf(IdentifiedRequest request, FlowSchema schema) => ShuffleSharding.Spread(Seed + (schema == FlowSchema.CatchAll
        ? NetworkOf(request.Received.Http.Connection.RemoteIpAddress)
        : (uint)request.User.Name.GetHashCode(StringComparison.Ordinal)));

    private static FlowSchema SchemaOf(UserInfo user)
    {
        var schema = FlowSchema.GlobalDefault;
        for (var i = 0; i < user.Groups.Count; i++)
        {
            switch (user.Groups[i])
            {
                case KnownUsers.MastersGroup:
                    return FlowSchema.Exempt;
                case KnownUsers.NodesGroup:
                    schema = FlowSchema.SystemNodes;
                    break;
                case SystemAccountsGroup:
                    schema = FlowSchema.KubeSystem;
                    break;
                case KnownUsers.ServiceAccountsGroup when schema == FlowSchema.GlobalDefault:
                    schema = FlowSchema.ServiceAccounts;
                    break;
                case KnownUsers.UnauthenticatedGroup:
                    schema = FlowSchema.CatchAll;
                    break;
            }
        }

        return schema == FlowSchema.GlobalDefault && Array.IndexOf(SystemUsers, user.Name) >= 0 ? FlowSchema.KubeSystem : schema;
    }

    private static ulong NetworkOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out _))
        {
            return 0;
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
            : BinaryPrimitives.ReadUInt32BigEndian(address.AddressFamily == AddressFamily.InterNetwork ? bytes : bytes[12..]);
    }
}
