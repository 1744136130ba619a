import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** The process answers. */
@ApiSchema({ name: 'Health' })
export class HealthDto {
  /** Always `ok`: a process that is not answers nothing. */
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';

  /**
   * Version of Herald.
   * @example "0.1.0"
   */
  version!: string;
}
