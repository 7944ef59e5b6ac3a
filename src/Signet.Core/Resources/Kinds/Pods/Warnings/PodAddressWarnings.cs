using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Kinds.Pods.Warnings;

/// <summary>Warnings of IP addresses that are not in canonical format (apimachinery, <c>pkg/util/validation/ip.go</c> GetWarningsForIP).</summary>
internal static class PodAddressWarnings
{
    /// <summary>Adds warnings of the addresses of name servers and host aliases.</summary>
    public static void Add(JsonObject spec, List<string> warnings)
    {
        var servers = spec.GetObject("dnsConfig")?.GetStrings("nameservers") ?? [];
        for (var i = 0; i < servers.Count; i++)
        {
            AddOne($"spec.dnsConfig.nameservers[{i}]", servers[i], warnings);
        }

        var index = 0;
        foreach (var alias in spec.GetList("hostAliases")?.OfType<JsonObject>() ?? [])
        {
            AddOne($"spec.hostAliases[{index++}].ip", alias.GetString("ip"), warnings);
        }
    }

    private static void AddOne(string field, string text, List<string> warnings)
    {
        // A text with a colon is IPv6. The IPv4 formats that only .NET parses (one number, hexadecimal) are not addresses in Kubernetes.
        if (!IPAddress.TryParse(text, out var address) || text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal))
        {
            return;
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            AddLeadingZeros(field, text, warnings);
        }
        else if (address.IsIPv4MappedToIPv6)
        {
            AddNonStandard(field, text, address.MapToIPv4().ToString(), warnings);
        }
        else if (address.ToString() != text)
        {
            warnings.Add($"{field}: IPv6 address {GoText.Quote(text)} should be in RFC 5952 canonical format ({GoText.Quote(address.ToString())})");
        }
    }

    /// <summary>Kubernetes parses 010 as decimal 10.</summary>
    private static void AddLeadingZeros(string field, string text, List<string> warnings)
    {
        var parts = text.Split('.');
        if (parts.Length != 4 || !parts.All(part => byte.TryParse(part, System.Globalization.NumberStyles.None, null, out _)))
        {
            return;
        }

        var canonical = string.Join('.', parts.Select(part => byte.Parse(part, System.Globalization.NumberStyles.None, null)));
        if (canonical != text)
        {
            AddNonStandard(field, text, canonical, warnings);
        }
    }

    private static void AddNonStandard(string field, string text, string canonical, List<string> warnings) => warnings.Add(
        $"{field}: non-standard IP address {GoText.Quote(text)} will be considered invalid in a future Kubernetes release: use {GoText.Quote(canonical)}");
}
