using System.Globalization;
using System.Text;

namespace Signet.Core.Schema;

/// <summary>The path of the value that is being read. It becomes text only when a fault needs it: a document of 3 MiB has a hundred thousand values.</summary>
internal sealed class ValuePath
{
    private readonly List<(string? Name, int Index)> _steps = [];

    /// <summary>Goes to a member.</summary>
    public void Enter(string name) => _steps.Add((name, 0));

    /// <summary>Goes to an entry of a list.</summary>
    public void Enter(int index) => _steps.Add((null, index));

    /// <summary>Goes back to the object or list.</summary>
    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    /// <summary>The path of a member of the value.</summary>
    public string Join(string name) => _steps.Count == 0 ? name : $"{this}.{name}";

    /// <summary>The path: <c>spec.containers[0].name</c>; empty for the document.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, index) in _steps)
        {
            _ = name is null ? text.Append(CultureInfo.InvariantCulture, $"[{index}]")
                : text.Length == 0 ? text.Append(name)
                : text.Append('.').Append(name);
        }

        return text.ToString();
    }
}
