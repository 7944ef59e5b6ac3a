using System.Text.Json.Nodes;

namespace Signet.Conformance.Scenarios;

/// <summary>
/// Makes a forged token from a valid one: changed members of its header or payload (<c>a/b</c> is member b of member a; null removes it), and a
/// signature that is kept, removed (none), damaged (flip), or of another key (own).
/// </summary>
internal static class Forgery
{
    /// <summary>Makes the token of a step.</summary>
    public static string Make(Step step, Variables variables)
    {
        var parts = variables.Fill(step.Text("token")!).Split('.');
        var token = Jwt.Read(string.Join('.', parts));
        if (step.Has("header"))
        {
            parts[0] = Jwt.Encode(Change(token.Header, variables.Fill(step["header"])!.AsObject()));
        }

        if (step.Has("payload"))
        {
            parts[1] = Jwt.Encode(Change(token.Payload, variables.Fill(step["payload"])!.AsObject()));
        }

        parts[2] = Sign(step.Text("signature") ?? "keep", parts[2]);
        return string.Join('.', parts);
    }

    private static JsonObject Change(JsonObject members, JsonObject changes)
    {
        foreach (var (name, value) in changes)
        {
            var path = name.Split('/');
            var at = members;
            foreach (var part in path[..^1])
            {
                if (at[part] is not JsonObject)
                {
                    at[part] = new JsonObject();
                }

                at = at[part]!.AsObject();
            }

            if (value is null)
            {
                at.Remove(path[^1]);
            }
            else
            {
                at[path[^1]] = value.DeepClone();
            }
        }

        return members;
    }

    private static string Sign(string kind, string signature)
    {
        if (kind == "keep")
        {
            return signature;
        }

        var bytes = Jwt.Decode(signature) ?? throw new ReplayException("the token's signature is no base64url");
        switch (kind)
        {
            case "none":
                return "";
            case "flip":
                bytes[0] ^= 1;
                return Jwt.Encode(bytes);
            case "own":
                Array.Fill(bytes, (byte)0x5a);
                return Jwt.Encode(bytes);
            default:
                throw new ReplayException($"no such signature: {kind}");
        }
    }
}
