using System.Text.RegularExpressions;

namespace Signet.Tests.House;

/// <summary>The rule of <c>eng/rooms.txt</c>, for files with known types.</summary>
internal sealed class RoomRule
{
    private const int Indent = 2;
    private const string Prefix = "Signet.";
    private readonly Dictionary<string, Project> _projects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _onlyNamedBy = new(StringComparer.Ordinal);

    /// <summary>The projects, by name.</summary>
    public IEnumerable<Project> Projects => _projects.Values;

    /// <summary>Parses the rule.</summary>
    public static RoomRule Parse(IEnumerable<string> lines)
    {
        var rule = new RoomRule();
        var open = new List<Room>();
        foreach (var line in lines)
        {
            var text = line.Split('#')[0].TrimEnd();
            var words = text.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case []:
                    break;
                case ["project", var name, .. var references]:
                    var project = new Project(name, references, new Room());
                    rule._projects.Add(name, project);
                    open = [project.Rooms];
                    break;
                case ["only", var room, "names", .. var hidden]:
                    foreach (var one in hidden)
                    {
                        rule._onlyNamedBy.Add(one, room);
                    }

                    break;
                default:
                    var depth = (text.Length - text.TrimStart().Length) / Indent;
                    open.RemoveRange(depth, open.Count - depth);
                    open.Add(open[^1].Add(words.Where(word => word != "|"))[^1]);
                    break;
            }
        }

        return rule;
    }

    /// <summary>The faults of files: <c>PATH:LINE: …</c> each.</summary>
    public IEnumerable<string> Check(IReadOnlyList<SourceFile> files)
    {
        var ownTypes = files
            .SelectMany(file => file.DeclaredTypes.Select(type => (type, file)))
            .ToLookup(found => (found.file.Project, found.type), found => found.file.Folders);
        return files.SelectMany(file => Check(file, type => ownTypes[(file.Project, type)]));
    }

    private IEnumerable<string> Check(SourceFile file, Func<string, IEnumerable<IReadOnlyList<string>>> foldersOf)
    {
        if (!_projects.TryGetValue(file.Project, out var project) || project.Rooms.FaultOf(file.Folders) is not null)
        {
            yield return $"{file.Path}:1: {file.Project}/{project?.Rooms.FaultOf(file.Folders)} is no room of eng/rooms.txt";
            yield break;
        }

        for (var i = 0; i < file.Lines.Count; i++)
        {
            var code = Regex.Replace(file.Lines[i], "(?<!:)//.*", "");
            if (code.StartsWith("namespace ", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var fault in CheckNamespaces(project, file.Folders, code).Concat(CheckEnclosing(project, file.Folders, code, foldersOf)).Distinct())
            {
                yield return $"{file.Path}:{i + 1}: {fault}";
            }
        }
    }

    /// <summary>The names of namespaces, in using directives and in code.</summary>
    private IEnumerable<string> CheckNamespaces(Project project, IReadOnlyList<string> folders, string code)
    {
        foreach (var (toProject, toFolders) in ReferencesIn(project, folders, code))
        {
            var target = _projects[toProject];
            if (target == project)
            {
                if (project.Rooms.ConflictOf(folders, toFolders) is var (user, used))
                {
                    yield return $"{project.Name}/{user} may not use {used}";
                }
            }
            else if (!Reaches(project, toProject))
            {
                yield return $"{project.Name} may not use {toProject}";
            }
            else if (_onlyNamedBy.TryGetValue(toProject, out var only) &&
                !$"{project.Name}.{string.Join('.', folders)}.".StartsWith(only + ".", StringComparison.Ordinal))
            {
                yield return $"{project.Name}/{string.Join('/', folders)} may not name {toProject}: only {only} does";
            }
            else if (target.Rooms.FaultOf(toFolders) is { } fault && !fault.EndsWith(Room.Own, StringComparison.Ordinal))
            {
                yield return $"{toProject}/{fault} is no room of eng/rooms.txt";
            }
        }
    }

    /// <summary>The types of enclosing rooms, which C# can name without their namespace.</summary>
    private static IEnumerable<string> CheckEnclosing(
        Project project, IReadOnlyList<string> folders, string code, Func<string, IEnumerable<IReadOnlyList<string>>> foldersOf)
    {
        if (folders.Count < 2)
        {
            yield break;
        }

        foreach (Match match in Regex.Matches(code, @"(?<![\w.""])[A-Z]\w+"))
        {
            foreach (var used in foldersOf(match.Value))
            {
                var isEnclosing = used.Count < folders.Count && used.SequenceEqual(folders.Take(used.Count));
                if (isEnclosing && project.Rooms.ConflictOf(folders, used) is var (user, name))
                {
                    yield return $"{project.Name}/{user} may not use {name}: {match.Value}";
                }
            }
        }
    }

    /// <summary>Names that contain a room, in the shortened forms that C# allows inside the project.</summary>
    private IEnumerable<(string Project, IReadOnlyList<string> Folders)> ReferencesIn(Project own, IReadOnlyList<string> folders, string code)
    {
        foreach (Match match in Regex.Matches(code, @"(?<![\w.])((?:[A-Z]\w*\.)+)([A-Z]\w*)"))
        {
            var names = match.Value.Split('.');
            var isFull = names[0] == "Signet";
            names = isFull ? names[1..] : names;
            if (names.Length > 1 && _projects.TryGetValue(Prefix + names[0], out var project) && (isFull || project.Rooms.Find(names[1]) is not null))
            {
                yield return (project.Name, FoldersOf(project.Rooms, names[1..], isFull));
            }
            else if (!isFull &&
                Enclosing(own, folders).FirstOrDefault(around => around.Room.Find(names[0]) is not null) is { Room: { } room, Folders: { } outer })
            {
                yield return (own.Name, [.. outer, .. FoldersOf(room, names, isFull)]);
            }
        }
    }

    /// <summary>The room itself, its parent, and so on up to the project.</summary>
    private static IEnumerable<(Room Room, IReadOnlyList<string> Folders)> Enclosing(Project project, IReadOnlyList<string> folders)
    {
        for (var count = folders.Count; count >= 0; count--)
        {
            var room = folders.Take(count).Aggregate((Room?)project.Rooms, (current, name) => current?.Find(name));
            if (room is not null)
            {
                yield return (room, [.. folders.Take(count)]);
            }
        }
    }

    /// <summary>The leading names that are rooms. The first part of a full name is always treated as a room, because it must be a namespace.</summary>
    private static List<string> FoldersOf(Room room, IReadOnlyList<string> names, bool isFull)
    {
        var folders = new List<string>();
        foreach (var name in names)
        {
            if (room.Find(name) is not { } next)
            {
                return folders.Count == 0 && isFull && room.IsOrdered ? [name] : folders;
            }

            folders.Add(name);
            room = next;
        }

        return folders;
    }

    private bool Reaches(Project from, string to) =>
        from.References.Any(reference => reference == to || Reaches(_projects[reference], to));

    /// <summary>A project: its references and its rooms.</summary>
    internal sealed record Project(string Name, IReadOnlyList<string> References, Room Rooms);
}
