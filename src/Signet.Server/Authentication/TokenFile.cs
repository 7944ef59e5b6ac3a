using System.Text;
using Signet.Core.Access;

namespace Signet.Server.Authentication;

/// <summary>Reads <c>--token-auth-file</c>: CSV lines <c>token,user,uid,"group1,group2"</c> (apiserver, <c>token/tokenfile</c>).</summary>
internal static class TokenFile
{
    private const int MinColumns = 3;

    /// <summary>Reads the lines. Error messages do not contain tokens.</summary>
    /// <exception cref="FormatException">A line is invalid.</exception>
    public static IReadOnlyList<StaticToken> Read(string text)
    {
        var tokens = new List<StaticToken>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var trimmed = line.TrimEnd('\r');
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            var columns = ReadColumns(trimmed, number);
            if (columns.Count < MinColumns)
            {
                throw new FormatException($"line {number} has {columns.Count} columns; at least {MinColumns} are required: token, user, uid");
            }

            if (columns[0].Length == 0 || columns[1].Length == 0)
            {
                throw new FormatException($"line {number}: the {(columns[0].Length == 0 ? "token" : "user")} is empty");
            }

            tokens.Add(new StaticToken(columns[0], new UserInfo
            {
                Name = columns[1],
                Uid = columns[2],
                Groups = columns.Count > MinColumns && columns[3].Length > 0 ? columns[3].Split(',') : [],
            }));
        }

        return tokens;
    }

    /// <summary>The columns of a line (RFC 4180): inside quotes a comma is part of the value, and two quotes are one.</summary>
    private static List<string> ReadColumns(string line, int number)
    {
        var columns = new List<string>();
        var column = new StringBuilder();
        var at = 0;
        while (true)
        {
            column.Clear();
            while (at < line.Length && line[at] == ' ')
            {
                at++;
            }

            if (at < line.Length && line[at] == '"')
            {
                at = ReadQuoted(line, at + 1, column, number);
            }
            else
            {
                while (at < line.Length && line[at] != ',')
                {
                    column.Append(line[at++]);
                }
            }

            columns.Add(column.ToString());
            if (at == line.Length)
            {
                return columns;
            }

            at++;
        }
    }

    private static int ReadQuoted(string line, int at, StringBuilder column, int number)
    {
        while (at < line.Length)
        {
            if (line[at] != '"')
            {
                column.Append(line[at++]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                column.Append('"');
                at += 2;
            }
            else if (at + 1 == line.Length || line[at + 1] == ',')
            {
                return at + 1;
            }
            else
            {
                break;
            }
        }

        throw new FormatException($"line {number}: a quote is not closed before the comma or the end of the line");
    }
}
