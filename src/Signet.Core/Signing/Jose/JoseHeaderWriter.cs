using System.Text;
using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Signing.Jose;

/// <summary>Writes the headers of signed tokens (RFC 7515, section 4.1), as kube-apiserver does.</summary>
internal static class JoseHeaderWriter
{
    /// <summary>The header of a key, base64url, in ASCII.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="keyId">The key id.</param>
    /// <param name="includesType">See <see cref="SigningRequest.IncludesType"/>.</param>
    public static byte[] Encode(JwtAlgorithm algorithm, string keyId, bool includesType)
    {
        var type = includesType ? ",\"typ\":\"JWT\"" : "";
        var json = $"{{\"alg\":\"{algorithm.Name}\",\"kid\":\"{JsonEncodedText.Encode(keyId)}\"{type}}}";
        return Encoding.ASCII.GetBytes(Base64UrlText.Encode(Encoding.ASCII.GetBytes(json)));
    }
}
