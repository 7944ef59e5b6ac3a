using System.Net.Sockets;

namespace Signet.Cli.Api;

/// <summary>Says why a server cannot be reached, and what to do.</summary>
internal static class ConnectionFault
{
    public static string Describe(string server, HttpRequestException fault)
    {
        var cause = fault.InnerException is AggregateException { InnerExceptions: [var first, ..] } ? first : fault.InnerException ?? fault;
        var reason = cause.InnerException is { } inner && cause is not SocketException ? $"{cause.Message} {inner.Message}" : cause.Message;
        return $"{server} cannot be reached: {reason}{Advice(server, fault, cause)}";
    }

    private static string Advice(string server, HttpRequestException fault, Exception cause) => fault.HttpRequestError switch
    {
        _ when cause is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            $"; is a server running at {server}? `signet serve` starts one, `signet context` shows the servers of the kubeconfig",
        HttpRequestError.NameResolutionError => "; the kubeconfig names a host that is not known here",
        HttpRequestError.SecureConnectionError =>
            "; the certificate of the server is not the one that the kubeconfig trusts (certificate-authority-data), or the server does not speak TLS at this port",
        _ => "",
    };
}
