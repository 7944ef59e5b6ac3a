namespace Signet.Tests.House;

/// <summary>A project or a room: a folder with a position in the order of its siblings.</summary>
internal sealed class Room
{
    /// <summary>The name for files in the folder itself, outside of its rooms.</summary>
    public const string Own = ".";

    private readonly Dictionary<string, (Room Room, int Step)> _rooms = new(StringComparer.Ordinal);
    private int _steps;

    /// <summary>Whether the rule orders the folders of the room.</summary>
    public bool IsOrdered => _rooms.Count > 0;

    /// <summary>The rooms of one line of the rule: below the lines before it, and beside each other.</summary>
    public IReadOnlyList<Room> Add(IEnumerable<string> names)
    {
        var added = new List<Room>();
        foreach (var name in names)
        {
            added.Add(new Room());
            _rooms.Add(name, (added[^1], _steps));
        }

        _steps++;
        return added;
    }

    /// <summary>The room of a folder; null when the rule does not list it.</summary>
    public Room? Find(string name) => _rooms.TryGetValue(name, out var found) ? found.Room : null;

    /// <summary>Whether one room may use another one.</summary>
    public bool Allows(string user, string used) => user == used || _rooms[used].Step < _rooms[user].Step;

    /// <summary>The fault of a file's location; null when it is in a room.</summary>
    /// <param name="folders">The folders between the project and the file.</param>
    public string? FaultOf(IReadOnlyList<string> folders)
    {
        var room = this;
        for (var i = 0; room.IsOrdered; i++)
        {
            var name = NameAt(folders, i);
            if (room.Find(name) is not { } next)
            {
                return string.Join('/', [.. folders.Take(i), name]);
            }

            room = next;
        }

        return null;
    }

    /// <summary>The room that may not use the other one, and that other one, at the point where their paths separate; null when the use is allowed.</summary>
    public (string User, string Used)? ConflictOf(IReadOnlyList<string> user, IReadOnlyList<string> used)
    {
        var room = this;
        for (var i = 0; room is { IsOrdered: true }; i++)
        {
            var (from, to) = (NameAt(user, i), NameAt(used, i));
            if (room.Find(from) is null || room.Find(to) is null || !room.Allows(from, to))
            {
                return (string.Join('/', [.. user.Take(i), from]), string.Join('/', [.. used.Take(i), to]));
            }

            room = from == to && from != Own ? room.Find(from) : null;
        }

        return null;
    }

    private static string NameAt(IReadOnlyList<string> folders, int index) => index < folders.Count ? folders[index] : Own;
}
