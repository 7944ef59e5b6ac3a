using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Pki;

/// <summary>The names and addresses in Signet's own serving certificate.</summary>
internal sealed record ServingNames(IReadOnlyList<string> Names, IReadOnlyList<IPAddress> Addresses)
{
    private static readonly string[] ServiceNames = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];

    /// <summary>The names for a server with these settings on this machine.</summary>
    public static ServingNames Of(ServerOptions options) => Of(options, Dns.GetHostName(), MachineAddresses(options.Listener.BindAddress));

    /// <summary>The Kubernetes service names, the name of the machine, the listening addresses and those of <c>--tls-san</c>, without duplicates.</summary>
    public static ServingNames Of(ServerOptions options, string host, IEnumerable<IPAddress> machine)
    {
        var names = ServiceNames.ToList();
        var addresses = new List<IPAddress> { IPAddress.Loopback, IPAddress.IPv6Loopback };
        addresses.AddRange(ListenAddress.IsAny(options.Listener.BindAddress) ? machine : [options.Listener.BindAddress]);
        if (Uri.CheckHostName(host) == UriHostNameType.Dns)
        {
            names.Add(host);
        }

        foreach (var given in options.Tls.Names)
        {
            if (IPAddress.TryParse(given, out var address))
            {
                addresses.Add(address);
            }
            else
            {
                names.Add(given);
            }
        }

        return new ServingNames([.. names.Distinct(StringComparer.OrdinalIgnoreCase)], [.. addresses.Distinct()]);
    }

    /// <summary>The addresses of the machine, for a listener on all addresses, in a stable order.</summary>
    private static IEnumerable<IPAddress> MachineAddresses(IPAddress bound)
    {
        if (!ListenAddress.IsAny(bound))
        {
            return [];
        }

        // Link-local addresses are not unique and cannot be written in a URL.
        return NetworkInterface.GetAllNetworkInterfaces()
            .Where(one => one.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(one => one.Address)
            .Where(address => !address.IsIPv6LinkLocal &&
                (bound.AddressFamily == AddressFamily.InterNetworkV6 || address.AddressFamily == AddressFamily.InterNetwork))
            .OrderBy(address => address.ToString(), StringComparer.Ordinal);
    }
}
