using System.Net;

namespace Signet.TestHost;

/// <summary>The server has refused a request of a method of <see cref="SignetTestServer"/>. The message is that of its Status.</summary>
public sealed class SignetTestException : Exception
{
    internal SignetTestException(HttpStatusCode statusCode, string message)
        : base(message) => StatusCode = statusCode;

    /// <summary>The status code of the answer.</summary>
    public HttpStatusCode StatusCode { get; }
}
