using System.Globalization;
using System.Text;

namespace Signet.Signing.Pkcs11.Uris;

/// <summary>
/// A URI of a private key in a token (RFC 7512). Attributes that it does not have are null and match everything. It never has a PIN, so that it can be
/// logged.
/// </summary>
internal sealed record Pkcs11Uri
{
    /// <summary>The scheme with its colon.</summary>
    public const string Scheme = "pkcs11:";

    public string? Token { get; init; }

    public string? Manufacturer { get; init; }

    public string? Model { get; init; }

    public string? Serial { get; init; }

    public ulong? SlotId { get; init; }

    public string? SlotDescription { get; init; }

    public string? SlotManufacturer { get; init; }

    public string? LibraryManufacturer { get; init; }

    public string? LibraryDescription { get; init; }

    /// <summary><c>library-version</c>: <c>3</c> is 3.0.</summary>
    public (byte Major, byte Minor)? LibraryVersion { get; init; }

    /// <summary><c>object</c>: the label of the key (CKA_LABEL).</summary>
    public string? Object { get; init; }

    /// <summary><c>id</c>: CKA_ID.</summary>
    public IReadOnlyList<byte>? Id { get; init; }

    /// <summary><c>module-path</c>: the shared library, or a folder that has the one of <see cref="ModuleName"/>.</summary>
    public string? ModulePath { get; init; }

    /// <summary><c>module-name</c>: the name without <c>lib</c> and <c>.so</c>.</summary>
    public string? ModuleName { get; init; }

    /// <summary><c>pin-source</c>: the path of the PIN file.</summary>
    public string? PinPath { get; init; }

    /// <summary>Whether a setting is such a URI.</summary>
    public static bool IsOne(string value) => value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the URI names a module.</summary>
    public bool Matches(Pkcs11Library library) =>
        Matches(LibraryManufacturer, library.Manufacturer) && Matches(LibraryDescription, library.Description) &&
        (LibraryVersion is not var (major, minor) || (major == library.Major && minor == library.Minor));

    /// <summary>Whether the URI names the token in a slot.</summary>
    public bool Matches(Pkcs11Slot slot) =>
        Matches(Token, slot.TokenLabel) && Matches(Manufacturer, slot.TokenManufacturer) && Matches(Model, slot.TokenModel) &&
        Matches(Serial, slot.TokenSerial) && Matches(SlotDescription, slot.Description) && Matches(SlotManufacturer, slot.Manufacturer) &&
        (SlotId is not { } id || id == slot.Id);

    /// <summary>The token and the key for messages: <c>token "t", object "o", id 01ff</c>.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        Add("token", Token);
        Add("manufacturer", Manufacturer);
        Add("model", Model);
        Add("serial", Serial);
        Add("slot-description", SlotDescription);
        Add("slot-manufacturer", SlotManufacturer);
        if (SlotId is { } slot)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"slot-id {slot}"));
        }

        Add("object", Object);
        if (Id is not null)
        {
            parts.Add($"id {Convert.ToHexStringLower([.. Id])}");
        }

        return parts.Count == 0 ? "any token" : string.Join(", ", parts);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name} \"{value}\"");
            }
        }
    }

    /// <summary>The attributes of the private key, to be searched for.</summary>
    public IReadOnlyList<(nuint Type, byte[] Value)> KeyAttributes =>
    [
        .. Object is { } label ? [(Native.Cryptoki.LabelAttribute, Encoding.UTF8.GetBytes(label))] : Array.Empty<(nuint, byte[])>(),
        .. Id is { } id ? [(Native.Cryptoki.IdAttribute, [.. id])] : Array.Empty<(nuint, byte[])>(),
    ];

    private static bool Matches(string? wanted, string found) => wanted is null || wanted.TrimEnd(' ') == found;
}
