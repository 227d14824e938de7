using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RiskMonitor.Domain;

namespace RiskMonitor.Silo.Jobs;

/// <summary>
/// Forty schools of one token must not all begin in the same second. A schedule that names no second, or second 0, means "some second of that minute": one that the
/// school's id decides, so that it is the same after every start and on every silo. Whoever names another second gets that one.
/// </summary>
internal static class StartSecond
{
    private const int SecondsOfAMinute = 60;

    public static string Of(string schedule, SchoolId school) => schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var minute, var hour, var day, var month, var weekday] => $"{Second(school)} {minute} {hour} {day} {month} {weekday}",
        ["0", .. var rest] => $"{Second(school)} {string.Join(' ', rest)}",
        _ => schedule,
    };

    private static string Second(SchoolId school) =>
        (BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(school.Value))) % SecondsOfAMinute).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
