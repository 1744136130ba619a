import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { DiscardReasonDto } from './event.dto.js';

/** Every standard reason. */
@ApiSchema({ name: 'DiscardReasonList' })
export class DiscardReasonListDto {
  /** The reasons, with the words that hold where a provider says nothing more exact. */
  data!: DiscardReasonDto[];

  /** Always null: the list is whole. */
  @ApiProperty({ type: 'string', nullable: true })
  next!: null;
}
