namespace Signet.Fuzz.Targets;

/// <summary>All targets.</summary>
internal static class FuzzTargets
{
    /// <summary>The targets, in the order in which they run.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new TokenTarget(), new JsonTarget(), new YamlTarget(), new ProtobufTarget(), new PatchTarget(),
        new PathTarget(), new SelectorTarget(), new KubeconfigTarget(), new ConfigTarget(),
    ];

    /// <summary>Finds a target.</summary>
    /// <exception cref="ArgumentException">There is none of the name.</exception>
    public static FuzzTarget Find(string name) => All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"there is no target {name}; there are {string.Join(", ", All.Select(target => target.Name))}");
}
