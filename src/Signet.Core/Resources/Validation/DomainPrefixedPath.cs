using Signet.Core.Primitives;

namespace Signet.Core.Resources.Validation;

/// <summary>Validates a domain-prefixed path such as <c>acme.io/foo</c> (apimachinery, <c>pkg/util/validation</c> IsDomainPrefixedPath).</summary>
internal static class DomainPrefixedPath
{
    private const string OtherLetters = "/-._~%!$&'()*+,;=:";

    public static IReadOnlyList<FieldError> Check(string field, string value)
    {
        if (value.Length == 0)
        {
            return [FieldError.Required(field, "")];
        }

        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == value.Length - 1)
        {
            return [FieldError.Invalid(field, value, "must be a domain-prefixed path (such as \"acme.io/foo\")")];
        }

        var (host, path) = (value[..slash], value[(slash + 1)..]);
        var errors = new FieldErrors();
        foreach (var fault in NameRules.Subdomain(host))
        {
            errors.Add(FieldError.Invalid(field, host, fault));
        }

        foreach (var letter in path)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && !OtherLetters.Contains(letter, StringComparison.Ordinal))
            {
                errors.Add(FieldError.Invalid(field, path, @"Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')"));
                break;
            }
        }

        return errors;
    }
}
