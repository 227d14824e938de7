using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;

namespace RiskMonitor.Grains.Schools;

/// <summary>
/// Makes the marks by which grants name the cases of one school's pupils, each once. The key makes
/// blind indexes and is never rotated, so a mark stays what it is; with the school's keys it is gone.
/// </summary>
internal sealed class CaseMarks(ReadOnlyMemory<byte> key)
{
    // Of pupils whom the school has, and of no others: bounded by its roll.
    private readonly Dictionary<StudentId, ImmutableArray<CaseMark>> made = [];

    /// <summary>Of one record and of those joined with it, its own first.</summary>
    public ImmutableArray<CaseMark> Of(StudentId record, ImmutableArray<StudentId> joined) => joined.Length <= 1 ? Own(record) : [.. Own(record), .. joined.Where(each => each != record).Select(Of)];

    public CaseMark Of(StudentId record) => Own(record)[0];

    // As an array, because a board is asked for it with every card.
    private ImmutableArray<CaseMark> Own(StudentId record)
    {
        if (!made.TryGetValue(record, out var marks))
            made[record] = marks = [Make(record)];
        return marks;
    }

    private CaseMark Make(StudentId record)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, Encoding.UTF8.GetBytes(record.Value), hash);
        return new CaseMark(Convert.ToHexStringLower(hash[..CaseMark.Bytes]));
    }
}
