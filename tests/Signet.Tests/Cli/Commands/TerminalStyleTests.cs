using Signet.Cli.Commands;

namespace Signet.Tests.Cli.Commands;

public sealed class TerminalStyleTests
{
    [Fact]
    public void Good_WithColour_IsGreenAndReset() => Assert.Equal("\e[32mYes\e[0m", new TerminalStyle(HasColour: true).Good("Yes"));

    [Fact]
    public void Bad_WithoutColour_IsTheText() => Assert.Equal("No", new TerminalStyle(HasColour: false).Bad("No"));

    [Fact]
    public void Of_WriterThatIsNoTerminal_HasNoColour() => Assert.False(TerminalStyle.Of(TextWriter.Null, _ => null).HasColour);
}
