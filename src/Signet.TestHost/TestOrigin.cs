using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Signet.TestHost;

/// <summary>Marks the requests of the methods of <see cref="SignetTestServer"/>, which are not recorded and meet no faults.</summary>
internal sealed class TestOrigin
{
    /// <summary>The User-Agent of these requests; no other client can know it.</summary>
    public string UserAgent { get; } = $"signet-test-host/{RandomNumberGenerator.GetHexString(32, lowercase: true)}";

    /// <summary>Whether a method of the test server made a request.</summary>
    public bool Made(HttpContext http) => http.Request.Headers.UserAgent is [var agent] && agent == UserAgent;
}
