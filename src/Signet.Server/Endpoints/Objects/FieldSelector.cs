using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources;

namespace Signet.Server.Endpoints.Objects;

/// <summary>Which objects a list or a watch is about: by name and by namespace (apimachinery, <c>pkg/fields/selector.go</c>).</summary>
internal sealed class FieldSelector
{
    private readonly List<(bool IsName, bool Equal, string Value)> _requirements = [];

    private FieldSelector()
    {
    }

    /// <summary>Reads <c>metadata.name=x,metadata.namespace!=y</c>.</summary>
    public static Outcome<FieldSelector> Read(ResourceDefinition resource, string text)
    {
        var selector = new FieldSelector();
        foreach (var requirement in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = requirement.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                return StatusErrors.BadRequest(
                    $"invalid selector: {GoText.Quote(text)}; can't understand {GoText.Quote(requirement)}");
            }

            var isNegated = requirement[equals - 1] == '!';
            var field = requirement[..(isNegated ? equals - 1 : equals)];
            var value = requirement[(equals + 1)..];
            value = !isNegated && value.StartsWith('=') ? value[1..] : value;
            if (field != "metadata.name" && !(field == "metadata.namespace" && resource.Namespaced))
            {
                return StatusErrors.BadRequest($"field label not supported: {field}");
            }

            selector._requirements.Add((field == "metadata.name", !isNegated, value));
        }

        return selector;
    }

    /// <summary>Whether an object is meant.</summary>
    public bool Matches(ObjectKey key)
    {
        foreach (var (isName, equal, value) in _requirements)
        {
            if (((isName ? key.Name : key.Namespace) == value) != equal)
            {
                return false;
            }
        }

        return true;
    }
}
