using System.Text;
using Signet.Cli.Serve;
using Signet.Server.Hosting.Settings;

namespace Signet.Tests.House.Reference;

/// <summary><c>docs/reference/settings.md</c>: the settings of the command line.</summary>
public sealed class SettingsPageTests : GeneratedPageTests
{
    /// <summary>Includes the flags that the command adds to the table.</summary>
    [Fact]
    public void Page_EveryFlagOfServe_HasASection()
    {
        var page = MarkdownPage.Parse("settings.md", Render());

        Assert.All(ServeCommand.Create(TimeProvider.System).Options, option => Assert.Contains(option.Name, page.Anchors));
    }

    /// <inheritdoc/>
    protected override ValueTask<IReadOnlyList<(string Name, string Text)>> RenderAsync() => new([("settings.md", Render())]);

    private static string Render()
    {
        var page = new StringBuilder("""
            # Settings

            All settings of `signet serve`. `signet serve --help` prints the same data. This page is generated from the settings; do not edit it by hand.

            A flag takes precedence over the environment variable, the variable over the file of [`--config`](#--config). In the file a key is the name of the flag without
            dashes; a setting that may be repeated is a list there, and separated by commas in the variable. An unknown or impossible setting stops the start with one line
            that names the setting, the value and the allowed values.


            """);
        var config = ServeCommand.Create(TimeProvider.System).Options.Single(option => option.Name == "--config");
        page.Append("## --config\n").Append(config.Description!.Split(" [")[0]).Append("\n\n- value: `").Append(config.HelpName)
            .Append("`\n- default: none\n- variable: `SIGNET_CONFIG`\n");
        foreach (var setting in SettingsTable.All)
        {
            page.Append("\n## --").Append(setting.Name).Append('\n').Append(setting.Help.Replace("<", "&lt;", StringComparison.Ordinal)).Append('\n')
                .Append("\n- value: `").Append(setting.ValueName).Append('`').Append(setting.IsFlag ? "; the flag alone means `true`" : "")
                .Append(setting.IsList ? "; may be repeated" : "").Append("\n- default: ").Append(setting.Default)
                .Append("\n- variable: `").Append(setting.Variable).Append("`\n");
        }

        return page.ToString();
    }
}
