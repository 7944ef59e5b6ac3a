namespace Signet.Server.Hosting.Settings;

/// <summary>A setting that a flag, a variable or the configuration file has.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Values">Its values as they were given.</param>
/// <param name="Source">Where they were given: the flag, the variable, or the file and its key.</param>
internal sealed record GivenSetting(Setting Setting, IReadOnlyList<string> Values, string Source)
{
    /// <summary>The single values: those of a list may be in one, with commas between them.</summary>
    public IEnumerable<string> Items => Setting.IsList ? Values.SelectMany(value => value.Split(',')) : Values;
}
