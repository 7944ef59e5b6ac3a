namespace Signet.Core.Resources.Validation;

/// <summary>
/// The rules for names (apimachinery, <c>pkg/util/validation/validation.go</c>). Each rule returns the errors in Kubernetes' words. Loops
/// instead of regular expressions, since names come from untrusted clients.
/// </summary>
internal static class NameRules
{
    private const int MaxSubdomainLength = 253;
    private const int MaxLabelLength = 63;

    private const string SubdomainForm =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end " +
        "with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelForm =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
        "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedNameForm =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
        "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string LabelValueForm =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end " +
        "with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
        "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>An RFC 1123 subdomain: the names of most objects.</summary>
    public static IReadOnlyList<string> Subdomain(string value)
    {
        var faults = new List<string>();
        if (value.Length > MaxSubdomainLength)
        {
            faults.Add($"must be no more than {MaxSubdomainLength} characters");
        }

        if (!IsSubdomain(value))
        {
            faults.Add(SubdomainForm);
        }

        return faults;
    }

    /// <summary>An RFC 1123 label: the names of namespaces.</summary>
    public static IReadOnlyList<string> Label(string value)
    {
        var faults = new List<string>();
        if (value.Length > MaxLabelLength)
        {
            faults.Add($"must be no more than {MaxLabelLength} characters");
        }

        if (!IsLabel(value))
        {
            faults.Add(IsSubdomain(value) ? "must not contain dots" : LabelForm);
        }

        return faults;
    }

    /// <summary>A label or annotation key: a name, or a subdomain of at most 253 bytes, a slash and a name.</summary>
    public static IReadOnlyList<string> QualifiedName(string value)
    {
        var faults = new List<string>();
        var name = value.AsSpan();
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (value.IndexOf('/', slash + 1) >= 0)
            {
                return [$"a valid label key {QualifiedNameForm} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
            }

            var prefix = value[..slash];
            name = name[(slash + 1)..];
            if (prefix.Length == 0)
            {
                faults.Add("prefix part must be non-empty");
            }
            else
            {
                foreach (var fault in Prefix(prefix))
                {
                    faults.Add("prefix part " + fault);
                }
            }
        }

        if (name.IsEmpty)
        {
            faults.Add("name part must be non-empty");
        }
        else if (ByteCount(name) > MaxLabelLength)
        {
            faults.Add($"name part must be no more than {MaxLabelLength} bytes");
        }

        if (!IsQualifiedPart(name))
        {
            faults.Add("name part " + QualifiedNameForm);
        }

        return faults;
    }

    /// <summary>A subdomain whose length limit is in bytes.</summary>
    private static IEnumerable<string> Prefix(string value)
    {
        if (value.Length > MaxSubdomainLength)
        {
            yield return $"must be no more than {MaxSubdomainLength} bytes";
        }

        if (!IsSubdomain(value))
        {
            yield return SubdomainForm;
        }
    }

    /// <summary>The value of a label; may be empty.</summary>
    public static IReadOnlyList<string> LabelValue(string value)
    {
        var faults = new List<string>();
        if (ByteCount(value) > MaxLabelLength)
        {
            faults.Add($"must be no more than {MaxLabelLength} bytes");
        }

        if (value.Length > 0 && !IsQualifiedPart(value))
        {
            faults.Add(LabelValueForm);
        }

        return faults;
    }

    /// <summary>A key in the data of a Secret or ConfigMap.</summary>
    public static IReadOnlyList<string> DataKey(string value)
    {
        var faults = new List<string>();
        if (value.Length > MaxSubdomainLength)
        {
            faults.Add($"must be no more than {MaxSubdomainLength} characters");
        }

        if (!IsDataKey(value))
        {
            faults.Add(
                "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  " +
                "or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
        }

        if (value == ".")
        {
            faults.Add("must not be '.'");
        }
        else if (value == "..")
        {
            faults.Add("must not be '..'");
        }
        else if (value.StartsWith("..", StringComparison.Ordinal))
        {
            faults.Add("must not start with '..'");
        }

        return faults;
    }

    /// <summary>A name that can be one segment of a path (apimachinery, <c>pkg/api/validation/path</c>).</summary>
    public static IReadOnlyList<string> PathSegment(string value)
    {
        if (value is "." or "..")
        {
            return [$"may not be '{value}'"];
        }

        var faults = new List<string>();
        if (value.Contains('/', StringComparison.Ordinal))
        {
            faults.Add("may not contain '/'");
        }

        if (value.Contains('%', StringComparison.Ordinal))
        {
            faults.Add("may not contain '%'");
        }

        return faults;
    }

    private static bool IsSubdomain(ReadOnlySpan<char> value)
    {
        while (true)
        {
            var dot = value.IndexOf('.');
            if (!IsLabel(dot < 0 ? value : value[..dot]))
            {
                return false;
            }

            if (dot < 0)
            {
                return true;
            }

            value = value[(dot + 1)..];
        }
    }

    private static bool IsLabel(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value[0] == '-' || value[^1] == '-')
        {
            return false;
        }

        foreach (var letter in value)
        {
            if (!(char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsQualifiedPart(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || !char.IsAsciiLetterOrDigit(value[0]) || !char.IsAsciiLetterOrDigit(value[^1]))
        {
            return false;
        }

        return IsDataKey(value);
    }

    private static bool IsDataKey(ReadOnlySpan<char> value)
    {
        foreach (var letter in value)
        {
            if (!(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            {
                return false;
            }
        }

        return !value.IsEmpty;
    }

    private static int ByteCount(ReadOnlySpan<char> value) => System.Text.Encoding.UTF8.GetByteCount(value);
}
