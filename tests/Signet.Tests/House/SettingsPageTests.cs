using System.Text;
using Signet.Cli.Serve;
using Signet.Server.Hosting.Settings;
using Signet.Testing;

namespace Signet.Tests.House;

/// <summary>Checks <c>docs/reference/settings.md</c> against the settings of the command line. With <c>SIGNET_WRITE_DOCS=1</c> the page is written.</summary>
public sealed class SettingsPageTests
{
    private static readonly string PagePath = Path.Combine(TestMachine.Root, "docs", "reference", "settings.md");

    [Fact]
    public void Page_Settings_AreThoseOfTheProduct()
    {
        var expected = Render();
        if (Environment.GetEnvironmentVariable("SIGNET_WRITE_DOCS") == "1")
        {
            File.WriteAllText(PagePath, expected);
        }

        Assert.True(File.ReadAllText(PagePath) == expected, "docs/reference/settings.md differs from the settings: CONTRIBUTING.md, Documentation, has the command that writes it");
    }

    /// <summary>Includes the flags that the command adds to the table.</summary>
    [Fact]
    public void Page_EveryFlagOfServe_HasASection()
    {
        var page = MarkdownPage.Parse("settings.md", File.ReadAllText(PagePath));

        Assert.All(ServeCommand.Create(TimeProvider.System).Options, option => Assert.Contains(option.Name, page.Anchors));
    }

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
