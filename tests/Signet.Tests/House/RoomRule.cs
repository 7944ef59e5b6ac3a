using System.Text.RegularExpressions;

namespace Signet.Tests.House;

/// <summary>The rule of <c>eng/rooms.txt</c>.</summary>
internal sealed class RoomRule
{
    private readonly Dictionary<string, Project> _projects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _onlyNamedBy = new(StringComparer.Ordinal);

    /// <summary>The projects, by name.</summary>
    public IEnumerable<Project> Projects => _projects.Values;

    /// <summary>Reads the rule.</summary>
    public static RoomRule Parse(IEnumerable<string> lines)
    {
        var rule = new RoomRule();
        Project? project = null;
        foreach (var line in lines)
        {
            var words = line.Split('#')[0].Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case []:
                    break;
                case ["project", var name, .. var references]:
                    project = new Project(name, references, new Dictionary<string, int>(StringComparer.Ordinal));
                    rule._projects.Add(name, project);
                    break;
                case ["only", var room, "names", .. var hidden]:
                    foreach (var one in hidden)
                    {
                        rule._onlyNamedBy.Add(one, room);
                    }

                    break;
                default:
                    var step = project!.Rooms.Count;
                    foreach (var room in words.Where(word => word != "|"))
                    {
                        project.Rooms.Add(room, step);
                    }

                    break;
            }
        }

        return rule;
    }

    /// <summary>What is wrong with a file: <c>PATH:LINE: …</c> each.</summary>
    public IEnumerable<string> Check(SourceFile file)
    {
        if (!_projects.TryGetValue(file.Project, out var project) || !project.Rooms.ContainsKey(file.Room))
        {
            yield return $"{file.Path}:1: {file.Project}/{file.Room} is no room of eng/rooms.txt";
            yield break;
        }

        for (var i = 0; i < file.Lines.Count; i++)
        {
            foreach (var fault in CheckLine(project, file.Room, file.Lines[i]))
            {
                yield return $"{file.Path}:{i + 1}: {fault}";
            }
        }
    }

    private IEnumerable<string> CheckLine(Project project, string room, string line)
    {
        var code = Regex.Replace(line, "(?<!:)//.*", "");
        if (code.StartsWith("namespace ", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (var (toProject, toRoom) in ReferencesIn(project, code))
        {
            var target = _projects[toProject];
            if (target == project)
            {
                if (toRoom != room && (!target.Rooms.TryGetValue(toRoom, out var step) || step >= project.Rooms[room]))
                {
                    yield return $"{project.Name}/{room} may not use {toProject}/{toRoom}";
                }
            }
            else if (!Reaches(project, toProject))
            {
                yield return $"{project.Name} may not use {toProject}";
            }
            else if (_onlyNamedBy.TryGetValue(toProject, out var only) && only != $"{project.Name}.{room}")
            {
                yield return $"{project.Name}/{room} may not name {toProject}: only {only} does";
            }
            else if (!target.Rooms.ContainsKey(toRoom))
            {
                yield return $"{toProject}/{toRoom} is no room of eng/rooms.txt";
            }
        }
    }

    /// <summary>Names with a room in them, as far as C# lets them be shortened inside of the project.</summary>
    private IEnumerable<(string Project, string Room)> ReferencesIn(Project own, string code)
    {
        foreach (Match match in Regex.Matches(code, @"(?<![\w.])((?:[A-Z]\w*\.)+)([A-Z]\w*)"))
        {
            var names = match.Value.Split('.');
            var isFull = names[0] == "Signet";
            if (isFull)
            {
                names = names[1..];
            }

            if (names.Length == 0)
            {
                continue;
            }

            if (!isFull && own.Rooms.ContainsKey(names[0]))
            {
                yield return (own.Name, names[0]);
            }
            else if (names.Length > 1 && _projects.ContainsKey("Signet." + names[0]) && (isFull || _projects["Signet." + names[0]].Rooms.ContainsKey(names[1])))
            {
                yield return ("Signet." + names[0], names[1]);
            }
        }
    }

    private bool Reaches(Project from, string to) =>
        from.References.Any(reference => reference == to || Reaches(_projects[reference], to));

    /// <summary>A project: what it references, and its rooms with their places in the order.</summary>
    internal sealed record Project(string Name, IReadOnlyList<string> References, Dictionary<string, int> Rooms);
}
