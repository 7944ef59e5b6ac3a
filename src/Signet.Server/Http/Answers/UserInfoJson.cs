using System.Text.Json;
using Signet.Core.Access;

namespace Signet.Server.Http.Answers;

/// <summary>Writes a user as <c>authentication.k8s.io/v1</c> UserInfo.</summary>
internal static class UserInfoJson
{
    public static void Write(Utf8JsonWriter writer, UserInfo user)
    {
        writer.WriteStartObject();
        writer.WriteString("username"u8, user.Name);
        if (user.Uid.Length > 0)
        {
            writer.WriteString("uid"u8, user.Uid);
        }

        WriteGroupsAndExtra(writer, user);
        writer.WriteEndObject();
    }

    /// <summary>The members that access reviews have, too.</summary>
    public static void WriteGroupsAndExtra(Utf8JsonWriter writer, UserInfo user)
    {
        writer.WriteStringsUnlessEmpty("groups", user.Groups);
        if (user.Extra.Count > 0)
        {
            writer.WriteStartObject("extra"u8);
            foreach (var (key, values) in user.Extra)
            {
                writer.WriteStrings(key, values);
            }

            writer.WriteEndObject();
        }
    }
}
