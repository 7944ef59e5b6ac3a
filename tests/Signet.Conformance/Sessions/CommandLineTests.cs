namespace Signet.Conformance.Sessions;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("get sa  x", "get|sa|x")]
    [InlineData("get -l 'a in (b'", "get|-l|a in (b")]
    [InlineData("""patch -p '{"a":"b c"}' x""", """patch|-p|{"a":"b c"}|x""")]
    [InlineData("""a "b \" c" d\ e ''""", """a|b " c|d e|""")]
    [InlineData("--o=jsonpath={.a}{\"\\n\"}", "--o=jsonpath={.a}{\\n}")]
    public void Split_ALine_IntoWordsAsAShell(string line, string words) => Assert.Equal(words.Split('|'), CommandLine.Split(line));
}
