using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Signet.Server.Http.Requests;

namespace Signet.Server.Hosting.Web;

/// <summary>Listens on a control socket.</summary>
internal static class ControlListener
{
    /// <summary>Adds the socket: plain HTTP/1.1, whose requests have a <see cref="ControlConnection"/>.</summary>
    public static void ListenForControl(this KestrelServerOptions kestrel, EndPoint endPoint) => kestrel.Listen(endPoint, listen =>
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(ControlConnection.Instance);
            return next(connection);
        });
    });
}
